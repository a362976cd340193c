/** Answers to questions that are asked again and again; of more than `max` the eldest is forgotten. */
export class Remembered<Answer extends object> {
  private readonly max: number
  private readonly answers = new Map<string, Answer>()

  constructor(max: number) {
    this.max = max
  }

  /** The answer as it was worked out before, or else as it is worked out now. */
  recall(question: string, workOut: () => Answer): Answer {
    const known = this.answers.get(question)
    if (known !== undefined) return known
    const answer = workOut()
    this.answers.set(question, answer)
    const [eldest] = this.answers.size > this.max ? this.answers.keys() : []
    if (eldest !== undefined) this.answers.delete(eldest)
    return answer
  }
}
