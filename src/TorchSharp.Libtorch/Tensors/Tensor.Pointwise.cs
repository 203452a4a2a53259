using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <content>Functions of one element, activations among them.</content>
    public partial class Tensor
    {
        public Tensor abs() => Ops.abs.Call(this);
        public Tensor abs_() => InPlace(Ops.abs_);
        public Tensor absolute() => abs();
        public Tensor neg() => Ops.neg.Call(this);
        public Tensor neg_() => InPlace(Ops.neg_);
        public Tensor negative() => neg();
        public Tensor sign() => Ops.sign.Call(this);
        public Tensor sign_() => InPlace(Ops.sign_);
        public Tensor floor() => Ops.floor.Call(this);
        public Tensor floor_() => InPlace(Ops.floor_);
        public Tensor ceil() => Ops.ceil.Call(this);
        public Tensor ceil_() => InPlace(Ops.ceil_);
        public Tensor trunc() => Ops.trunc.Call(this);
        public Tensor frac() => Ops.frac.Call(this);
        public Tensor round(long decimals = 0) => Ops.round.Call(this, decimals);
        public Tensor round_(long decimals = 0) => InPlace(Ops.round_, decimals);

        public Tensor exp() => Ops.exp.Call(this);
        public Tensor exp_() => InPlace(Ops.exp_);
        public Tensor exp2() => Ops.exp2.Call(this);
        public Tensor expm1() => Ops.expm1.Call(this);
        public Tensor log() => Ops.log.Call(this);
        public Tensor log_() => InPlace(Ops.log_);
        public Tensor log2() => Ops.log2.Call(this);
        public Tensor log2_() => InPlace(Ops.log2_);
        public Tensor log10() => Ops.log10.Call(this);
        public Tensor log1p() => Ops.log1p.Call(this);
        public Tensor sqrt() => Ops.sqrt.Call(this);
        public Tensor sqrt_() => InPlace(Ops.sqrt_);
        public Tensor rsqrt() => Ops.rsqrt.Call(this);
        public Tensor rsqrt_() => InPlace(Ops.rsqrt_);
        public Tensor reciprocal() => Ops.reciprocal.Call(this);
        public Tensor reciprocal_() => InPlace(Ops.reciprocal_);
        public Tensor sin() => Ops.sin.Call(this);
        public Tensor sin_() => InPlace(Ops.sin_);
        public Tensor cos() => Ops.cos.Call(this);
        public Tensor cos_() => InPlace(Ops.cos_);
        public Tensor tan() => Ops.tan.Call(this);
        public Tensor tanh() => Ops.tanh.Call(this);
        public Tensor tanh_() => InPlace(Ops.tanh_);
        public Tensor atan() => Ops.atan.Call(this);
        public Tensor erf() => Ops.erf.Call(this);
        public Tensor erf_() => InPlace(Ops.erf_);
        public Tensor erfc() => Ops.erfc.Call(this);
        public Tensor erfinv() => Ops.erfinv.Call(this);
        public Tensor erfinv_() => InPlace(Ops.erfinv_);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.clamp_Tensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(Ops.clamp_, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => InPlace(Ops.clamp__Tensor, min, max);
        public Tensor clamp_max(Scalar max) => Ops.clamp_max.Call(this, max);
        public Tensor clamp_max_(Scalar max) => InPlace(Ops.clamp_max_, max);
        public Tensor clamp_min(Scalar min) => Ops.clamp_min.Call(this, min);
        public Tensor clamp_min_(Scalar min) => InPlace(Ops.clamp_min_, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor fill_(Scalar value) => InPlace(Ops.fill_, value);
        public Tensor zero_() => InPlace(Ops.zero_);

        public Tensor sigmoid() => Ops.sigmoid.Call(this);
        public Tensor sigmoid_() => InPlace(Ops.sigmoid_);
        public Tensor relu() => Ops.relu.Call(this);
        public Tensor relu_() => InPlace(Ops.relu_);
        public Tensor relu6() => Ops.relu6.Call(this);
        public Tensor gelu() => Ops.gelu.Call(this);
        public Tensor gelu_() => InPlace(Ops.gelu_);
        public Tensor silu() => Ops.silu.Call(this);
        public Tensor silu_() => InPlace(Ops.silu_);
        public Tensor softplus(double beta = 1, double threshold = 20) => Ops.softplus.Call(this, beta, threshold);
        public Tensor leaky_relu(Scalar negative_slope) => Ops.leaky_relu.Call(this, negative_slope);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.log_softmax.Call(this, dim, dtype);
    }
}
