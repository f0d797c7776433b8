// ONNX Runtime's side of one inference workload, through its JavaScript binding: the median of single calls, the binding included.
// usage: node ort_inference.js MODELS THREADS NAME      MODELS holds mlp.onnx and cnn.onnx, as export_onnx.py writes them
//        node ort_inference.js                          says in one line of JSON which version is here
// Needs: npm i onnxruntime-node --ignore-scripts (in this folder, or in one that NODE_PATH names)
const fs = require('fs'), path = require('path');
const ort = require('onnxruntime-node');

const workloads = {
  'infer digit-mlp b1': ['mlp.onnx', [1, 784], 2000],
  'infer digit-mlp b256': ['mlp.onnx', [256, 784], 1000],
  'infer mnist-cnn b1': ['cnn.onnx', [1, 1, 28, 28], 1000],
  'infer mnist-cnn b64': ['cnn.onnx', [64, 1, 28, 28], 50],
};

function peak() {
  try { return 1024 * Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]); } catch { return 0; }
}

async function main() {
  if (process.argv.length < 5) {
    console.log(JSON.stringify({ version: require('onnxruntime-common').env.versions.common, node: process.versions.node }));
    return;
  }
  const [, , models, threads, name] = process.argv, [file, shape, count] = workloads[name], loaded = peak();
  const session = await ort.InferenceSession.create(path.join(models, file), { intraOpNumThreads: Number(threads), interOpNumThreads: 1 });
  const n = shape.reduce((a, b) => a * b), x = new ort.Tensor('float32', Float32Array.from({ length: n }, Math.random), shape), times = [];
  for (const start = Date.now(); Date.now() - start < 500;) await session.run({ x });
  for (let i = 0; i < count; i++) {
    const t = process.hrtime.bigint();
    await session.run({ x });
    times.push(Number(process.hrtime.bigint() - t) / 1e3);
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(28)} ${times[times.length >> 1].toFixed(1)} us/step`);
  console.log(`peak ${peak()} bytes, ${loaded} after loading`);
}

main().catch(error => { console.error(error.message); process.exit(1); });
