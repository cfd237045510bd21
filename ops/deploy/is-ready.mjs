// The health check of every service's container: the image has Node and needs no curl for it.
const url = `http://127.0.0.1:${process.env.PORT ?? 8080}/health/ready`;
const ready = await fetch(url, { signal: AbortSignal.timeout(2_500) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exit(ready ? 0 : 1);
