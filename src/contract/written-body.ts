/** The whole body of an answer, as the text in which the same endpoint has given it before. */
export class WrittenBody {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
