// Controls the playground in messages.html and logs its messages. docs/embed.md explains them.

const playground = document.querySelector('lanes-playground');
const find = (id) => document.getElementById(id);

function log(text) {
  const line = document.createElement('li');
  line.textContent = text;
  find('log').append(line);
}

find('run').addEventListener('click', async () => {
  try {
    const { result } = await playground.run('tasks=8');
    log(`run: ${result?.runs.length ?? 'no'} runs were made`);
  } catch ({ kind, message }) {
    log(`run: ${kind}: ${message}`);
  }
});

find('stop').addEventListener('click', async () => {
  const { result } = await playground.stop();
  log(result ? `stop: ${result.runs.length} runs were finished` : 'stop: nothing was running');
});

// Events also report runs that the reader starts.
for (const type of ['ready', 'started', 'result', 'error'])
  playground.addEventListener(`lanes-${type}`, () => log(`lanes-${type}`));

playground.addEventListener('lanes-result', ({ detail }) => {
  // Null if the reader has started another run in the meantime.
  if (!detail.result) return;
  const { verdict, environment } = detail.result;
  find('verdict').textContent = `On your ${environment.cores} cores: ${verdict?.sentence ?? 'no verdict.'}`;
});
