using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <content>Sums, products, powers.</content>
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Ops.add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => Ops.add_Scalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Ops.add_Scalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => InPlace(Ops.add_, target);
        public Tensor add_(Tensor target, Scalar alpha) => InPlace(Ops.add_, target, alpha);
        public Tensor add_(Scalar scalar) => InPlace(Ops.add__Scalar, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(Ops.add__Scalar, scalar, alpha);

        public Tensor sub(Tensor target) => Ops.sub.Call(this, target);
        public Tensor sub(Scalar target) => Ops.sub_Scalar.Call(this, target);
        public Tensor sub_(Tensor target) => InPlace(Ops.sub_, target);
        public Tensor sub_(Scalar target) => InPlace(Ops.sub__Scalar, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);

        public Tensor mul(Tensor target) => Ops.mul.Call(this, target);
        public Tensor mul(Scalar target) => Ops.mul_Scalar.Call(this, target);
        public Tensor mul_(Tensor target) => InPlace(Ops.mul_, target);
        public Tensor mul_(Scalar target) => InPlace(Ops.mul__Scalar, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div.Call(this, target) : Ops.div_Mode.Call(this, target, Spelled(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div_Scalar.Call(this, target) : Ops.div_ScalarMode.Call(this, target, Spelled(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Ops.div_, target) : InPlace(Ops.div__Mode, target, Spelled(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Ops.div__Scalar, target) : InPlace(Ops.div__ScalarMode, target, Spelled(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor floor_divide(Tensor other) => Ops.floor_divide.Call(this, other);
        public Tensor true_divide(Tensor other) => Ops.div.Call(this, other);
        public Tensor remainder(Tensor target) => Ops.remainder.Call(this, target);
        public Tensor remainder(Scalar scalar) => Ops.remainder_Scalar.Call(this, scalar);

        public Tensor pow(Tensor exponent) => Ops.pow.Call(this, exponent);
        public Tensor pow(Scalar exponent) => Ops.pow_Scalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => InPlace(Ops.pow_, exponent);
        public Tensor pow_(Scalar exponent) => InPlace(Ops.pow__Scalar, exponent);
        public Tensor square() => Ops.square.Call(this);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Ops.addcmul_, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Ops.addcdiv_, tensor1, tensor2, value);
        public Tensor lerp(Tensor end, Tensor weight) => Ops.lerp.Call(this, end, weight);

        private static string Spelled(RoundingMode mode) => mode == RoundingMode.floor ? "floor" : "trunc";

        // An operator that changes this tensor answers this tensor: no second handle is made.
        private Tensor InPlace(Op op)
        {
            op.Run(this);
            return this;
        }

        private Tensor InPlace(Op op, Arg a)
        {
            op.Run(this, a);
            return this;
        }

        private Tensor InPlace(Op op, Arg a, Arg b)
        {
            op.Run(this, a, b);
            return this;
        }

        private Tensor InPlace(Op op, Arg a, Arg b, Arg c)
        {
            op.Run(this, a, b, c);
            return this;
        }
    }
}
