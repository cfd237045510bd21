/** Counts answers as they end in a stream of chunks: each begins with its length in four bytes. */
export class AnswerCount {
  private readonly length = Buffer.alloc(4);
  private lengthBytes = 0;
  private left = 0;

  /** How many answers end in this chunk. */
  in(chunk: Buffer): number {
    let count = 0;
    for (let at = 0; at < chunk.length;) {
      if (this.lengthBytes < 4) {
        this.length[this.lengthBytes++] = chunk[at++]!;
        if (this.lengthBytes === 4) this.left = this.length.readInt32BE(0);
      } else {
        const taken = Math.min(this.left, chunk.length - at);
        at += taken;
        this.left -= taken;
      }
      if (this.lengthBytes === 4 && this.left <= 0) {
        count += 1;
        this.lengthBytes = 0;
      }
    }
    return count;
  }
}
