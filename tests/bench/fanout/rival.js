// The rival in Node: `ws`, one send to each reader. It is told to publish as publishing.py says.
//   node rival.js BEFORE AFTER [deflate], with NODE_PATH where `ws` is
const { WebSocketServer } = require("ws");
const readline = require("readline");

const [before, after, deflate] = process.argv.slice(2);
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  backlog: 4096,
  perMessageDeflate: deflate === "deflate" && { threshold: 128 },
});
let publishing = null;
let count = 0;

function publish() {
  const text = before + process.hrtime.bigint().toString().padStart(20, "0") + after;
  for (const reader of server.clients) reader.send(text);
  count += 1;
}

// Not faster than the readers take it: what waits for one of them is bounded.
function goOn() {
  if (!publishing) return;
  const [first] = server.clients;
  if (!first || first.bufferedAmount < 65536) publish();
  setImmediate(goOn);
}

function pace(rate, due) {
  if (!publishing) return;
  publish();
  due += 1000 / rate;
  setTimeout(pace, Math.max(0, due - performance.now()), rate, due);
}

server.on("listening", () => console.log("port", server.address().port));
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [command, rate] = line.split(" ");
  publishing = command === "publish";
  if (!publishing) {
    console.log("published", count);
    count = 0;
  } else if (Number(rate)) pace(Number(rate), performance.now());
  else goOn();
}).on("close", () => process.exit(0));
