#include "engines/llama_cpp/matrix_product.hpp"

#include <fmt/format.h>
#include <ggml-cpp.h>
#include <llama.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <span>
#include <vector>

#include "engines/llama_cpp/engine_build.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"

namespace inference_pio {
namespace {

constexpr std::int64_t kTileRows = 64;  // distinct rows of weights; the others repeat them

ggml_type tensor_type_of(WeightType type) {
    switch (type) {
        case WeightType::f32:
            return GGML_TYPE_F32;
        case WeightType::f16:
            return GGML_TYPE_F16;
        case WeightType::bf16:
            return GGML_TYPE_BF16;
        case WeightType::q8_0:
            return GGML_TYPE_Q8_0;
        case WeightType::q6_k:
            return GGML_TYPE_Q6_K;
        case WeightType::q5_k_m:
        case WeightType::q5_k_s:
            return GGML_TYPE_Q5_K;
        case WeightType::q5_1:
            return GGML_TYPE_Q5_1;
        case WeightType::q5_0:
            return GGML_TYPE_Q5_0;
        case WeightType::q4_k_m:
        case WeightType::q4_k_s:
            return GGML_TYPE_Q4_K;
        case WeightType::q4_1:
            return GGML_TYPE_Q4_1;
        case WeightType::q4_0:
            return GGML_TYPE_Q4_0;
        case WeightType::q3_k_l:
        case WeightType::q3_k_m:
        case WeightType::q3_k_s:
            return GGML_TYPE_Q3_K;
        case WeightType::q2_k:
            return GGML_TYPE_Q2_K;
        case WeightType::iq4_xs:
            return GGML_TYPE_IQ4_XS;
        case WeightType::iq4_nl:
            return GGML_TYPE_IQ4_NL;
    }
    return GGML_TYPE_F32;
}

// Values in (-1, 1) that look random and are the same everywhere.
std::vector<float> make_values(std::size_t count, std::uint64_t seed) {
    std::vector<float> values(count);
    for (float& value : values) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        value = static_cast<float>(static_cast<std::int32_t>(seed >> 32U)) * 0x1.0p-31F;
    }
    return values;
}

std::vector<std::uint8_t> quantize_tile(const MatrixProductRequest& request, ggml_type type) {
    const auto length = static_cast<std::size_t>(request.input_length);
    const std::vector<float> values = make_values(length * static_cast<std::size_t>(kTileRows), request.seed);
    std::vector<std::uint8_t> tile(ggml_row_size(type, request.input_length) * static_cast<std::size_t>(kTileRows));
    if (type == GGML_TYPE_F32) {
        std::copy_n(reinterpret_cast<const std::uint8_t*>(values.data()), tile.size(), tile.begin());
    } else {
        ggml_quantize_chunk(type, values.data(), tile.data(), 0, kTileRows, request.input_length, nullptr);
    }
    return tile;
}

template <class Function>
Function cpu_function(ggml_backend_dev_t device, const char* name) {
    return reinterpret_cast<Function>(ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device), name));
}

// As the model loader does: the first buffer type of the device in which the product is supported.
ggml_backend_buffer_type_t choose_buffer_type(ggml_backend_dev_t device, ggml_tensor* weights,
                                              const ggml_tensor* product, bool repack) {
    const auto extra = cpu_function<ggml_backend_dev_get_extra_bufts_t>(device, "ggml_backend_dev_get_extra_bufts");
    if (repack && extra != nullptr) {
        for (ggml_backend_buffer_type_t* type = extra(device); type != nullptr && *type != nullptr; ++type) {
            const ggml_backend_buffer_ptr nothing(ggml_backend_buft_alloc_buffer(*type, 0));
            weights->buffer = nothing.get();
            const bool supported = ggml_backend_dev_supports_op(device, product);
            weights->buffer = nullptr;
            if (supported) return *type;
        }
    }
    return ggml_backend_dev_buffer_type(device);
}

std::uint64_t weight_bytes_of(const MatrixProductRequest& request, ggml_type type) {
    return ggml_row_size(type, request.input_length) * static_cast<std::uint64_t>(request.output_length);
}

std::uint64_t copies_of(const MatrixProductRequest& request, ggml_type type) {
    const std::uint64_t bytes = weight_bytes_of(request, type);
    return std::max<std::uint64_t>(1, (request.footprint.count + bytes - 1) / bytes);
}

// One copy of the weights with the graph that multiplies it.
struct Copy {
    ggml_context_ptr context;
    ggml_backend_buffer_ptr buffer;
    ggml_cgraph* graph = nullptr;
    ggml_tensor* product = nullptr;
};

}  // namespace

struct MatrixProduct::State {
    MatrixProductRequest request;
    ggml_type type{};
    std::vector<std::uint8_t> tile;
    std::vector<float> activations;
    std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads;
    ggml_backend_ptr backend;
    ggml_context_ptr shared;  // the activations and the result
    ggml_backend_buffer_ptr shared_buffer;
    ggml_tensor* input = nullptr;
    ggml_tensor* output = nullptr;
    std::vector<Copy> copies;
    std::size_t next = 0;
    std::size_t last = 0;

    Result<void> start_backend(ggml_backend_dev_t device);
    Result<void> add_shared(ggml_backend_dev_t device);
    Result<void> add_copy(ggml_backend_dev_t device);
};

Result<void> MatrixProduct::State::start_backend(ggml_backend_dev_t device) {
    backend.reset(ggml_backend_dev_init(device, nullptr));
    threads.reset(new_engine_threadpool(ggml_threadpool_params_default(request.threads)));
    const auto set_threads = cpu_function<ggml_backend_set_n_threads_t>(device, "ggml_backend_set_n_threads");
    const auto set_pool =
        cpu_function<decltype(&ggml_backend_cpu_set_threadpool)>(device, "ggml_backend_cpu_set_threadpool");
    if (!backend || !threads || set_threads == nullptr || set_pool == nullptr) {
        return fail(ErrorKind::unsupported, fmt::format("the engine cannot start {} threads", request.threads));
    }
    set_threads(backend.get(), request.threads);
    set_pool(backend.get(), threads.get());
    return {};
}

Result<void> MatrixProduct::State::add_shared(ggml_backend_dev_t device) {
    shared.reset(ggml_init({2 * ggml_tensor_overhead(), nullptr, true}));
    input = ggml_new_tensor_2d(shared.get(), GGML_TYPE_F32, request.input_length, request.tokens);
    output = ggml_new_tensor_2d(shared.get(), GGML_TYPE_F32, request.output_length, request.tokens);
    shared_buffer.reset(ggml_backend_alloc_ctx_tensors_from_buft(shared.get(), ggml_backend_dev_buffer_type(device)));
    if (!shared_buffer) return fail(ErrorKind::out_of_memory, "no memory for the activations of a matrix product");
    ggml_backend_buffer_clear(shared_buffer.get(), 0);  // a result that nobody computed must not look right
    activations = make_values(static_cast<std::size_t>(request.input_length * request.tokens), request.seed + 1);
    ggml_backend_tensor_set(input, activations.data(), 0, ggml_nbytes(input));
    return {};
}

Result<void> MatrixProduct::State::add_copy(ggml_backend_dev_t device) {
    Copy copy;
    constexpr std::size_t kGraphNodes = 4;
    copy.context.reset(
        ggml_init({4 * ggml_tensor_overhead() + ggml_graph_overhead_custom(kGraphNodes, false), nullptr, true}));
    ggml_context* context = copy.context.get();
    ggml_tensor* weights = ggml_new_tensor_2d(context, type, request.input_length, request.output_length);
    copy.product = ggml_mul_mat(context, weights, input);
    // All products share one result, which must not be allocated with the weights.
    copy.product->data = output->data;
    copy.product->buffer = output->buffer;
    ggml_backend_buffer_type_t buffer_type = choose_buffer_type(device, weights, copy.product, request.repack);
    copy.buffer.reset(ggml_backend_alloc_ctx_tensors_from_buft(context, buffer_type));
    if (!copy.buffer) {
        return fail(ErrorKind::out_of_memory, fmt::format("no memory for copy {} of the weights", copies.size() + 1),
                    "lower the footprint or choose a smaller weight type");
    }
    ggml_backend_buffer_set_usage(copy.buffer.get(), GGML_BACKEND_BUFFER_USAGE_WEIGHTS);
    std::vector<std::uint8_t> bytes(ggml_nbytes(weights));
    for (std::size_t at = 0; at < bytes.size(); at += tile.size()) {
        std::copy_n(tile.begin(), std::min(tile.size(), bytes.size() - at),
                    bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
    ggml_backend_tensor_set(weights, bytes.data(), 0, bytes.size());
    copy.graph = ggml_new_graph_custom(context, kGraphNodes, false);
    ggml_build_forward_expand(copy.graph, copy.product);
    copies.push_back(std::move(copy));
    return {};
}

Result<WeightType> weight_type_of_tensor(std::string_view tensor_type) {
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    for (const WeightType type : all_weight_types()) {
        const std::string_view name = ggml_type_name(tensor_type_of(type));
        if (std::equal(name.begin(), name.end(), tensor_type.begin(), tensor_type.end(), same)) return type;
    }
    return fail(ErrorKind::invalid_argument, fmt::format("no matrix product of {} weights is known", tensor_type),
                "name a type of tensors as ggml does: q4_0, q4_K");
}

MatrixProduct::MatrixProduct(std::unique_ptr<State> state) : state_(std::move(state)) {}
MatrixProduct::~MatrixProduct() = default;

Result<std::unique_ptr<MatrixProduct>> MatrixProduct::make(const MatrixProductRequest& request) {
    if (request.input_length < 1 || request.output_length < 1 || request.tokens < 1 || request.threads < 1) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a matrix product of {} × {} by {} tokens on {} threads cannot be",
                                request.output_length, request.input_length, request.tokens, request.threads));
    }
    const ggml_type type = tensor_type_of(request.weight_type);
    if (request.input_length % ggml_blck_size(type) != 0) {
        return fail(ErrorKind::unsupported,
                    fmt::format("rows of {} weights are no multiple of the {} in a block of {}", request.input_length,
                                ggml_blck_size(type), ggml_type_name(type)),
                    "choose another weight type; a checkpoint's quantizer does so too");
    }
    start_engine_library();
    ggml_backend_dev_t device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
    if (device == nullptr) return fail(ErrorKind::unsupported, "the engine has no CPU backend");
    auto state = std::make_unique<State>();
    state->request = request;
    state->type = type;
    state->tile = quantize_tile(request, type);
    if (auto started = state->start_backend(device); !started) return fail(std::move(started).error());
    if (auto added = state->add_shared(device); !added) return fail(std::move(added).error());
    const std::uint64_t count = copies_of(request, type);
    for (std::uint64_t i = 0; i < count; ++i) {
        if (auto added = state->add_copy(device); !added) return fail(std::move(added).error());
    }
    return std::unique_ptr<MatrixProduct>(new MatrixProduct(std::move(state)));
}

Bytes MatrixProduct::estimate_memory(const MatrixProductRequest& request) {
    const ggml_type type = tensor_type_of(request.weight_type);
    const auto values =
        static_cast<std::uint64_t>((2 * request.input_length + 2 * request.output_length) * request.tokens);
    return Bytes{(copies_of(request, type) + 1) * weight_bytes_of(request, type) + 4 * values};
}

Result<void> MatrixProduct::run() {
    State& state = *state_;
    state.last = state.next;
    state.next = (state.next + 1) % state.copies.size();
    const ggml_status status = ggml_backend_graph_compute(state.backend.get(), state.copies[state.last].graph);
    if (status == GGML_STATUS_SUCCESS) return {};
    const ErrorKind kind = status == GGML_STATUS_ALLOC_FAILED ? ErrorKind::out_of_memory : ErrorKind::internal;
    return fail(kind, fmt::format("the engine failed to compute a matrix product: {}", ggml_status_to_string(status)));
}

Result<void> MatrixProduct::verify() const {
    const State& state = *state_;
    const auto length = static_cast<std::size_t>(state.request.input_length);
    std::vector<float> row(length);
    const std::int64_t rows = state.request.output_length;
    for (const std::int64_t r : {std::int64_t{0}, rows / 3, rows / 2, rows - 1}) {
        const std::uint8_t* bytes = state.tile.data() + static_cast<std::size_t>(r % kTileRows) *
                                                            ggml_row_size(state.type, state.request.input_length);
        if (state.type == GGML_TYPE_F32) {
            std::copy_n(bytes, length * sizeof(float), reinterpret_cast<std::uint8_t*>(row.data()));
        } else {
            ggml_get_type_traits(state.type)->to_float(bytes, row.data(), state.request.input_length);
        }
        for (const std::int64_t token : {std::int64_t{0}, state.request.tokens - 1}) {
            const float* column = state.activations.data() + static_cast<std::size_t>(token) * length;
            double expected = 0;
            double scale = 0;
            for (std::size_t i = 0; i < length; ++i) {
                expected += static_cast<double>(row[i]) * column[i];
                scale += static_cast<double>(row[i]) * row[i] * column[i] * column[i];
            }
            // Activations in 8 bits are off by some 0.5 % each; independent errors add up as squares.
            const double tolerance = 0.03 * std::sqrt(scale) + 1e-6;
            float got = 0;
            ggml_backend_tensor_get(state.copies[state.last].product, &got,
                                    static_cast<std::size_t>(token * rows + r) * sizeof(float), sizeof got);
            if (!(std::abs(got - expected) <= tolerance)) {
                return fail(
                    ErrorKind::malformed,
                    fmt::format("a matrix product is wrong: row {}, token {} is {}, not {}", r, token, got, expected));
            }
        }
    }
    return {};
}

double MatrixProduct::flops() const {
    const MatrixProductRequest& request = state_->request;
    return 2.0 * static_cast<double>(request.input_length) * static_cast<double>(request.output_length) *
           static_cast<double>(request.tokens);
}

Bytes MatrixProduct::bytes_read() const {
    const MatrixProductRequest& request = state_->request;
    return {weight_bytes_of(request, state_->type) + ggml_nbytes(state_->input)};
}

std::string MatrixProduct::weight_buffer() const {
    return ggml_backend_buft_name(ggml_backend_buffer_get_type(state_->copies.front().buffer.get()));
}

std::string MatrixProduct::tensor_type() const { return ggml_type_name(state_->type); }

std::size_t MatrixProduct::copies() const { return state_->copies.size(); }

}  // namespace inference_pio
