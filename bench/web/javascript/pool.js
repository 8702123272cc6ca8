// A pool of module workers, as one writes it without a library: each worker takes the next task when it is free.

export class Pool {
  #workers;

  constructor(workers) {
    this.#workers = workers;
  }

  static async start(size) {
    const workers = Array.from(
      { length: size },
      () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
    );
    await Promise.all(workers.map(answer));
    return new Pool(workers);
  }

  /** Returns the answers of all tasks. */
  async run(kernel, tasks) {
    const answers = [];
    let next = 0;
    const lane = async (worker) => {
      while (next < tasks.length) {
        const index = next;
        next += 1;
        const answered = answer(worker);
        worker.postMessage({ kernel, task: tasks[index] });
        answers[index] = await answered;
      }
    };
    await Promise.all(this.#workers.map(lane));
    return answers;
  }
}

function answer(worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
  });
}
