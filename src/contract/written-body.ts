/** The whole body of an answer, as the JSON that is sent: links and instants are as the caller wants them. */
export class WrittenBody {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
