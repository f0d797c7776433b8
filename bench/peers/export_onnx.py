"""Writes the two networks of the inference workloads as mlp.onnx and cnn.onnx, the batch's size left open. usage: export_onnx.py FOLDER"""
import inspect, pathlib, sys
import torch, torch.nn as nn

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(0)
mlp = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10), nn.Softmax(1))
cnn = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10))
# From PyTorch 2.5 on there is a second exporter, which needs packages of its own: the first one does.
first = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
for name, model, shape in (("mlp", mlp, (2, 784)), ("cnn", cnn, (2, 1, 28, 28))):
    torch.onnx.export(model.eval(), torch.randn(shape), str(folder / f"{name}.onnx"), input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, **first)
