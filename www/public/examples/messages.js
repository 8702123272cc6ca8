// Drives the playground of messages.html, and writes down what it says. docs/embed.md explains the messages.

const playground = document.querySelector('lanes-playground');
const find = (id) => document.getElementById(id);

function note(text) {
  const line = document.createElement('li');
  line.textContent = text;
  find('log').append(line);
}

find('run').addEventListener('click', async () => {
  try {
    const { result } = await playground.run('tasks=8');
    note(`run: ${result?.runs.length ?? 'no'} runs were made`);
  } catch ({ kind, message }) {
    note(`run: ${kind}: ${message}`);
  }
});

find('stop').addEventListener('click', async () => {
  const { result } = await playground.stop();
  note(result ? `stop: ${result.runs.length} runs were finished` : 'stop: nothing was being run');
});

// Events tell of runs that the reader starts, too.
for (const type of ['ready', 'started', 'result', 'error'])
  playground.addEventListener(`lanes-${type}`, () => note(`lanes-${type}`));

playground.addEventListener('lanes-result', ({ detail }) => {
  // Null where the reader has meanwhile run something of their own.
  if (!detail.result) return;
  const { verdict, environment } = detail.result;
  find('verdict').textContent = `On your ${environment.cores} cores: ${verdict?.sentence ?? 'no verdict.'}`;
});
