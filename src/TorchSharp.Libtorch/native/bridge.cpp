// The narrow door between TorchSharp.Libtorch (C#) and libtorch.
//
// One call carries a whole operator: the managed side packs the arguments into an array of 64-bit words,
// `torch_call` unpacks them onto a boxed stack, fills trailing arguments with the schema's defaults, dispatches,
// and writes the results back as words. Everything else here is what operators cannot say: lifetime, metadata,
// autograd, thread-local modes, generators.
//
// Written against libtorch 1.13 and what is still there in 2.x; errors cross the border as thread-local text.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/TensorIndexing.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cstring>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#define API extern "C" __attribute__((visibility("default")))

namespace {

using at::Tensor;
using c10::IValue;
using Words = const int64_t*;

// ---------------------------------------------------------------- errors

thread_local std::string last_error;

void remember(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}

// Runs `body`; on an exception keeps its message for torch_last_error and answers `failed`.
template <typename T, typename F>
T guarded(T failed, F&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& e) {
    remember(e.what_without_backtrace());
  } catch (const std::exception& e) {
    remember(e.what());
  } catch (...) {
    remember("unknown C++ exception");
  }
  return failed;
}

template <typename F>
int guarded_void(F&& body) noexcept {
  return guarded(-1, [&] { body(); return 0; });
}

// ---------------------------------------------------------------- handles

// A handle is a Tensor of its own on the heap, so that each managed Tensor has an identity, as in TorchSharp.
int64_t give(Tensor&& t) { return t.defined() ? reinterpret_cast<int64_t>(new Tensor(std::move(t))) : 0; }
Tensor& at_handle(int64_t word) { return *reinterpret_cast<Tensor*>(word); }
Tensor maybe(int64_t word) { return word ? at_handle(word) : Tensor(); }

std::vector<Tensor> tensors_at(const int64_t* words, int n) {
  std::vector<Tensor> list;
  list.reserve(n);
  for (int i = 0; i < n; i++) list.push_back(maybe(words[i]));
  return list;
}

double as_double(int64_t word) {
  double d;
  std::memcpy(&d, &word, sizeof d);
  return d;
}

int64_t as_word(double d) {
  int64_t word;
  std::memcpy(&word, &d, sizeof word);
  return word;
}

// ---------------------------------------------------------------- operators

// One argument is a header word, tag | count << 8, and its payload. Keep in step with Native/Arg.cs.
enum Tag : int { None, TensorTag, Int, Double, Bool, Complex, IntList, DoubleList, TensorList, DeviceTag, String, GeneratorTag };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<IValue> defaults;  // one per schema argument, None where the argument is required
  std::vector<bool> required;
};

IValue read(Words& w) {
  const int tag = static_cast<int>(*w & 0xff);
  const size_t n = static_cast<size_t>(*w >> 8);
  w++;
  switch (tag) {
    case None: return IValue();
    case TensorTag: return IValue(at_handle(*w++));
    case Int: return IValue(*w++);
    case Double: return IValue(as_double(*w++));
    case Bool: return IValue(*w++ != 0);
    case Complex: { auto z = c10::complex<double>(as_double(w[0]), as_double(w[1])); w += 2; return IValue(z); }
    case IntList: { c10::ArrayRef<int64_t> list(w, n); w += n; return IValue(list); }
    case DoubleList: { std::vector<double> list(n); std::memcpy(list.data(), w, n * sizeof(double)); w += n; return IValue(std::move(list)); }
    case TensorList: { c10::List<Tensor> list; list.reserve(n); for (size_t i = 0; i < n; i++) list.push_back(at_handle(*w++)); return IValue(std::move(list)); }
    case DeviceTag: { auto d = *w++; return IValue(c10::Device(static_cast<c10::DeviceType>(d >> 16), static_cast<c10::DeviceIndex>(static_cast<int16_t>(d & 0xffff)))); }
    case String: { std::string s(reinterpret_cast<const char*>(w), n); w += (n + 7) / 8; return IValue(std::move(s)); }
    case GeneratorTag: return IValue(*reinterpret_cast<at::Generator*>(*w++));
  }
  throw std::runtime_error("bridge: unknown argument tag");
}

// Results beyond the caller's buffer (long tensor lists) wait here for torch_take.
thread_local std::vector<int64_t> waiting;

struct Results {
  int64_t* out;
  int capacity, count = 0;
  void add(int64_t word) {
    if (count < capacity) out[count] = word;
    else waiting.push_back(word);
    count++;
  }
  void add(IValue&& v) {
    if (v.isTensor()) add(give(std::move(v).toTensor()));
    else if (v.isInt()) add(v.toInt());
    else if (v.isBool()) add(static_cast<int64_t>(v.toBool()));
    else if (v.isDouble()) add(as_word(v.toDouble()));
    else if (v.isNone()) add(static_cast<int64_t>(0));
    else if (v.isTensorList()) for (Tensor t : v.toTensorVector()) add(give(std::move(t)));
    else if (v.isIntList()) for (int64_t i : v.toIntVector()) add(i);
    else throw std::runtime_error("bridge: unsupported result type " + v.tagKind());
  }
};

void call(const Operator& op, Words words, int count, torch::jit::Stack& stack) {
  stack.reserve(op.defaults.size());
  for (int i = 0; i < count; i++) stack.push_back(read(words));
  for (size_t i = count; i < op.defaults.size(); i++) {
    if (op.required[i])
      throw std::runtime_error("bridge: " + op.handle.schema().name() + " needs argument " + op.handle.schema().arguments()[i].name());
    stack.push_back(op.defaults[i]);
  }
  op.handle.callBoxed(&stack);
}

at::indexing::TensorIndex index_at(Words w) {
  namespace ix = at::indexing;
  switch (w[0]) {  // keep in step with Tensor.Indexing.cs
    case 0: return ix::None;
    case 1: return ix::Ellipsis;
    case 2: return ix::TensorIndex(w[1]);
    case 3: return ix::TensorIndex(w[1] != 0);
    case 4: return ix::TensorIndex(at_handle(w[1]));
    default: {
      constexpr int64_t absent = std::numeric_limits<int64_t>::min();
      const int64_t step = w[3] == absent ? 1 : w[3];
      const int64_t start = w[1] == absent ? (step < 0 ? ix::INDEX_MAX : 0) : w[1];
      const int64_t stop = w[2] == absent ? (step < 0 ? ix::INDEX_MIN : ix::INDEX_MAX) : w[2];
      return ix::TensorIndex(ix::Slice(start, stop, step));
    }
  }
}

std::vector<at::indexing::TensorIndex> indices_at(Words words, int n) {
  std::vector<at::indexing::TensorIndex> list;
  for (int i = 0; i < n; i++) list.push_back(index_at(words + 4 * i));
  return list;
}

}  // namespace

// ================================================================ the border

API const char* torch_last_error() { return last_error.c_str(); }
API const char* torch_version() { return TORCH_VERSION; }

API void* torch_find(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto* op = new Operator{handle, {}, {}};  // lives as long as the process, like the operator
    for (const auto& argument : handle.schema().arguments()) {
      const auto& value = argument.default_value();
      op->required.push_back(!value);
      op->defaults.push_back(value ? *value : IValue());
    }
    return op;
  });
}

// Answers how many result words there are (see Results), or -1. With capacity 0 the results are dropped.
API int torch_call(void* op, Words words, int count, int64_t* results, int capacity) {
  return guarded(-1, [&] {
    torch::jit::Stack stack;
    call(*static_cast<Operator*>(op), words, count, stack);
    if (capacity == 0) return 0;
    waiting.clear();
    Results r{results, capacity};
    for (auto& value : stack) r.add(std::move(value));
    return r.count;
  });
}

API void torch_take(int64_t* results) {
  std::copy(waiting.begin(), waiting.end(), results);
  waiting.clear();
}

// ---------------------------------------------------------------- tensors: lifetime and metadata

API void tensor_dispose(int64_t t) { delete reinterpret_cast<Tensor*>(t); }
API int64_t tensor_ndim(int64_t t) { return at_handle(t).dim(); }
API int64_t tensor_numel(int64_t t) { return guarded<int64_t>(-1, [&] { return at_handle(t).numel(); }); }
API int64_t tensor_element_size(int64_t t) { return at_handle(t).element_size(); }
API int64_t tensor_storage_offset(int64_t t) { return guarded<int64_t>(-1, [&] { return at_handle(t).storage_offset(); }); }
API int tensor_dtype(int64_t t) { return static_cast<int>(at_handle(t).scalar_type()); }
API int tensor_device_type(int64_t t) { return static_cast<int>(at_handle(t).device().type()); }
API int tensor_device_index(int64_t t) { return at_handle(t).device().index(); }
API int tensor_is_contiguous(int64_t t) { return at_handle(t).is_contiguous(); }
API int tensor_is_sparse(int64_t t) { return at_handle(t).is_sparse(); }
API void* tensor_data(int64_t t) { return guarded<void*>(nullptr, [&] { return at_handle(t).data_ptr(); }); }
API int tensor_sizes(int64_t t, int64_t* out) { return guarded_void([&] { auto s = at_handle(t).sizes(); std::copy(s.begin(), s.end(), out); }); }
API int tensor_strides(int64_t t, int64_t* out) { return guarded_void([&] { auto s = at_handle(t).strides(); std::copy(s.begin(), s.end(), out); }); }

API int64_t tensor_index(int64_t t, Words indices, int n) {
  return guarded<int64_t>(0, [&] { return give(at_handle(t).index(indices_at(indices, n))); });
}

API int tensor_index_put(int64_t t, Words indices, int n, int64_t value) {
  return guarded_void([&] { at_handle(t).index_put_(indices_at(indices, n), at_handle(value)); });
}

// ---------------------------------------------------------------- autograd

API int tensor_requires_grad(int64_t t) { return at_handle(t).requires_grad(); }
API int tensor_set_requires_grad(int64_t t, int on) { return guarded_void([&] { at_handle(t).set_requires_grad(on != 0); }); }
API int tensor_is_leaf(int64_t t) { return at_handle(t).is_leaf(); }
API int tensor_retain_grad(int64_t t) { return guarded_void([&] { at_handle(t).retain_grad(); }); }
API int64_t tensor_grad(int64_t t) { return give(Tensor(at_handle(t).grad())); }
API int tensor_set_grad(int64_t t, int64_t grad) { return guarded_void([&] { at_handle(t).mutable_grad() = maybe(grad); }); }

API int autograd_backward(Words roots, int n, Words grads, int ngrads, int retain, int create, Words inputs, int ninputs) {
  return guarded_void([&] {
    torch::autograd::backward(tensors_at(roots, n), tensors_at(grads, ngrads), retain != 0, create != 0, tensors_at(inputs, ninputs));
  });
}

API int autograd_grad(Words outputs, int n, Words inputs, int ninputs, Words grads, int ngrads, int retain, int create, int allow_unused, int64_t* results) {
  return guarded_void([&] {
    auto list = torch::autograd::grad(tensors_at(outputs, n), tensors_at(inputs, ninputs), tensors_at(grads, ngrads), retain != 0, create != 0, allow_unused != 0);
    for (size_t i = 0; i < list.size(); i++) results[i] = give(std::move(list[i]));
  });
}

// ---------------------------------------------------------------- thread-local modes, threads

API int grad_mode_enabled() { return c10::GradMode::is_enabled(); }
API void grad_mode_set(int on) { c10::GradMode::set_enabled(on != 0); }
API int inference_mode_enabled() { return c10::InferenceMode::is_enabled(); }
API void* inference_mode_push(int on) { return guarded<void*>(nullptr, [&] { return new c10::InferenceMode(on != 0); }); }
API void inference_mode_pop(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
API int threads_get() { return at::get_num_threads(); }
API int threads_set(int n) { return guarded_void([&] { at::set_num_threads(n); }); }
API int interop_threads_get() { return at::get_num_interop_threads(); }
API int interop_threads_set(int n) { return guarded_void([&] { at::set_num_interop_threads(n); }); }

// ---------------------------------------------------------------- randomness

API int seed_all(uint64_t seed) { return guarded_void([&] { at::manual_seed(seed); }); }
API void* generator_default() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
API void* generator_new(uint64_t seed) { return new at::Generator(at::detail::createCPUGenerator(seed)); }
API void generator_dispose(void* g) { delete static_cast<at::Generator*>(g); }
API void generator_set_seed(void* g, uint64_t seed) { static_cast<at::Generator*>(g)->set_current_seed(seed); }
API uint64_t generator_current_seed(void* g) { return static_cast<at::Generator*>(g)->current_seed(); }
API uint64_t generator_reseed(void* g) { return static_cast<at::Generator*>(g)->seed(); }
API int64_t generator_state(void* g) { return guarded<int64_t>(0, [&] { return give(static_cast<at::Generator*>(g)->get_state()); }); }
API int generator_set_state(void* g, int64_t state) { return guarded_void([&] { static_cast<at::Generator*>(g)->set_state(at_handle(state)); }); }

// ---------------------------------------------------------------- CUDA

API int cuda_available() { return guarded(0, [] { return static_cast<int>(torch::cuda::is_available()); }); }
API int cudnn_available() { return guarded(0, [] { return static_cast<int>(torch::cuda::cudnn_is_available()); }); }
API int cuda_count() { return guarded(0, [] { return static_cast<int>(torch::cuda::device_count()); }); }
API int cuda_seed(uint64_t seed, int all) {
  return guarded_void([&] { all ? torch::cuda::manual_seed_all(seed) : torch::cuda::manual_seed(seed); });
}
API int cuda_synchronize(int64_t device) { return guarded_void([&] { torch::cuda::synchronize(device); }); }
