/** Turns at a limited amount of something: a caller waits until those before it have given back enough. */
export class Turns {
  #free;
  #all;
  /** Turns that have not begun, in the order in which they came. */
  #waiting = [];

  /** @param {number} all how much there is */
  constructor(all) {
    this.#free = all;
    this.#all = all;
  }

  /**
   * Begins as soon as there is enough. What was taken is given back when the response closes; where it closes before that,
   * nothing begins.
   *
   * @param {number} amount more than there is counts as all of it
   * @param {import('node:events').EventEmitter & { closed?: boolean }} response
   * @param {() => void} begin
   */
  take(amount, response, begin) {
    const turn = { amount: Math.min(amount, this.#all), begin, begun: false };
    this.#waiting.push(turn);
    response.once('close', () => {
      if (turn.begun) this.#free += turn.amount;
      else this.#waiting.splice(this.#waiting.indexOf(turn), 1);
      this.#go();
    });
    this.#go();
  }

  #go() {
    while (this.#waiting.length > 0 && this.#waiting[0].amount <= this.#free) {
      const turn = this.#waiting.shift();
      turn.begun = true;
      this.#free -= turn.amount;
      turn.begin();
    }
  }
}
