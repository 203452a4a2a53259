"""What training programs ask of a model: services.py MODEL.py NAME. Fails where an answer is wrong."""

import importlib.util
import re
import sys

import torch


def gradients(model, image):
    torch.manual_seed(2)
    model.zero_grad()
    output = model(image)
    output.sum().backward()
    return output, [parameter.grad.clone() for parameter in model.parameters()]


def main(path, name):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["exported"] = module
    spec.loader.exec_module(module)
    create, config = getattr(module, name), module.default_cfgs[name]
    torch.manual_seed(1)
    # timm hands all of its arguments over.
    model = create(pretrained=False, num_classes=7, drop_path_rate=0.5, in_chans=3, pretrained_cfg=None, cache_dir=None)
    assert model.num_classes == 7 and model.get_classifier().out_features == 7
    assert max(part.rate for part in model.modules() if isinstance(part, module.DropPath)) == 0.5
    image = torch.randn(2, *config["input_size"])

    # Recomputed activations change nothing, random numbers included, and every parameter gets a gradient.
    model.train()
    output, grads = gradients(model, image)
    model.set_grad_checkpointing()
    assert any(part.grad_checkpointing for part in model.modules() if isinstance(part, model.fsdp_units))
    again, grads_again = gradients(model, image)
    assert torch.equal(output, again) and all(torch.equal(a, b) for a, b in zip(grads, grads_again))

    matcher = model.group_matcher()
    patterns = [matcher["stem"]] + [pattern for pattern, _ in matcher["blocks"]]
    for key, _ in model.named_parameters():
        assert any(re.match(pattern, key) for pattern in patterns), key
    assert model.no_weight_decay() <= {key for key, _ in model.named_parameters()}

    model.reset_classifier(0)
    assert model(image).shape[0] == 2
    torch.jit.trace(model.eval(), image)
    try:
        create(pretrained=True)
    except ValueError:
        return
    raise AssertionError("there are no weights to come with it")


main(*sys.argv[1:])
