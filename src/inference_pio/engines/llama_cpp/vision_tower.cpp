#include "engines/llama_cpp/vision_tower.hpp"

#include <fmt/format.h>
#include <gguf.h>

#include <algorithm>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include "engines/llama_cpp/engine_build.hpp"
#include "engines/llama_cpp/engine_log.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct GgufDeleter {
    void operator()(gguf_context* context) const { gguf_free(context); }
};

Error with_engine_reasons(ErrorKind kind, const std::string& what) {
    return {kind, fmt::format("{}: {}", what, summarize_engine_failure(engine_log_lines())), {}};
}

Result<void> check_file(const fs::path& file, std::string_view what) {
    std::error_code error;
    if (fs::is_regular_file(file, error)) return {};
    if (!fs::exists(file, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no {} {}", what, file.string()), "check the path");
    }
    return fail(ErrorKind::malformed, fmt::format("{} is not a file", file.string()));
}

struct ProjectorHeader {
    Bytes tensors;
    std::int64_t output_length = 0;  // of one token's embeddings; 0: of a kind that is not looked into
};

// The length of the merger's last bias, whose values are of 32 bits.
std::int64_t output_length_of(const gguf_context* header) {
    const std::int64_t key = gguf_find_key(header, "clip.projector_type");
    const bool merger = key >= 0 && gguf_get_kv_type(header, key) == GGUF_TYPE_STRING &&
                        std::string_view(gguf_get_val_str(header, key)) == "qwen3vl_merger";
    const std::int64_t bias = merger ? gguf_find_tensor(header, "mm.2.bias") : -1;
    if (bias < 0 || gguf_get_tensor_type(header, bias) != GGML_TYPE_F32) return 0;
    return static_cast<std::int64_t>(gguf_get_tensor_size(header, bias) / sizeof(float));
}

// libmtmd does not notice where it reads less than it asked for, so the file's size is compared here.
Result<ProjectorHeader> read_projector_header(const fs::path& projector) {
    const std::unique_ptr<gguf_context, GgufDeleter> header(gguf_init_from_file(projector.c_str(), {true, nullptr}));
    if (!header) {
        return fail(with_engine_reasons(ErrorKind::malformed,
                                        fmt::format("the projector {} is no whole GGUF file", projector.string())));
    }
    Bytes tensors;
    std::uint64_t needed = gguf_get_data_offset(header.get());
    for (std::int64_t i = 0; i < gguf_get_n_tensors(header.get()); ++i) {
        const std::uint64_t size = gguf_get_tensor_size(header.get(), i);
        tensors = tensors + Bytes{size};
        needed = std::max<std::uint64_t>(
            needed, gguf_get_data_offset(header.get()) + gguf_get_tensor_offset(header.get(), i) + size);
    }
    std::error_code error;
    const std::uint64_t size = fs::file_size(projector, error);
    if (error || size < needed) {
        return fail(ErrorKind::malformed,
                    fmt::format("the projector {} has {} bytes and needs {}", projector.string(), size, needed),
                    "fetch or make the file again; it was cut short");
    }
    return ProjectorHeader{tensors, output_length_of(header.get())};
}

Error with_mismatch_remedy(Error error) {
    error.remedy = "give the projector that was published with the model";
    return error;
}

Result<mtmd::bitmap_ptr> decode_file(const mtmd_context* context, const fs::path& file) {
    if (auto there = check_file(file, "image"); !there) return fail(std::move(there).error());
    begin_engine_log();
    mtmd_helper_bitmap_wrapper read =
        mtmd_helper_bitmap_init_from_file(context, file.c_str(), false, mtmd_helper_init_opt_default());
    if (read.video_ctx != nullptr) mtmd_helper_video_free(read.video_ctx);
    mtmd::bitmap_ptr bitmap(read.bitmap);
    if (!bitmap || mtmd_bitmap_is_audio(bitmap.get())) {
        return fail(ErrorKind::malformed, fmt::format("{} is no image that the engine can decode", file.string()),
                    "give a JPEG or PNG file");
    }
    return bitmap;
}

Result<mtmd::bitmap_ptr> copy_pixels(const ImagePart& image) {
    const std::uint64_t expected = std::uint64_t{3} * image.width * image.height;
    if (expected == 0 || image.pixels_rgb8.size() != expected) {
        return fail(ErrorKind::malformed, fmt::format("an image of {} × {} pixels has {} bytes where RGB has {}",
                                                      image.width, image.height, image.pixels_rgb8.size(), expected));
    }
    return mtmd::bitmap_ptr(mtmd_bitmap_init(image.width, image.height, image.pixels_rgb8.data()));
}

mtmd_context_params params_of(const VisionTowerOptions& options) {
    mtmd_context_params params = mtmd_context_params_default();
    params.use_gpu = options.gpu;
    params.print_timings = false;
    params.n_threads = options.threads;
    params.flash_attn_type = options.flash_attention;
    params.warmup = false;
    return params;
}

}  // namespace

std::int64_t PreprocessedImage::image_tokens() const {
    std::int64_t tokens = 0;
    for (const mtmd_input_chunk* chunk : list) {
        if (mtmd_input_chunk_get_type(chunk) != MTMD_INPUT_CHUNK_TYPE_IMAGE) continue;
        tokens += static_cast<std::int64_t>(mtmd_input_chunk_get_n_tokens(chunk));
    }
    return tokens;
}

Result<std::unique_ptr<VisionTower>> VisionTower::load(const fs::path& projector, const llama_model* text,
                                                       const VisionTowerOptions& options) {
    if (auto there = check_file(projector, "projector"); !there) return fail(std::move(there).error());
    start_engine_library();
    begin_engine_log();
    const auto header = read_projector_header(projector);
    if (!header) return fail(header.error());
    // libmtmd sees this too, but keeps the tower that it has loaded by then. A vocabulary alone has no length.
    const std::int64_t wanted = llama_model_n_embd(text);
    if (header->output_length > 0 && wanted > 0 && header->output_length != wanted) {
        return fail(
            with_mismatch_remedy({ErrorKind::mismatch,
                                  fmt::format("the projector {} gives embeddings of {} numbers, the model takes {}",
                                              projector.string(), header->output_length, wanted),
                                  {}}));
    }
    mtmd::context_ptr context(mtmd_init_from_file(projector.c_str(), text, params_of(options)));
    if (!context) {
        const ErrorKind kind = classify_engine_failure(engine_log_lines());
        Error error = with_engine_reasons(kind, fmt::format("cannot load the projector {}", projector.string()));
        return fail(kind == ErrorKind::mismatch ? with_mismatch_remedy(std::move(error)) : std::move(error));
    }
    if (!mtmd_support_vision(context.get())) {
        return fail(ErrorKind::unsupported, fmt::format("the projector {} takes no images", projector.string()),
                    "give a vision projector");
    }
    const std::int64_t length = options.embedding_length > 0 ? options.embedding_length : llama_model_n_embd_inp(text);
    return std::unique_ptr<VisionTower>(new VisionTower(std::move(context), header->tensors, length));
}

Result<mtmd::bitmap_ptr> VisionTower::decode(const ImagePart& image) const {
    return image.file.empty() ? copy_pixels(image) : decode_file(context_.get(), image.file);
}

Result<PreprocessedImage> VisionTower::preprocess(const mtmd_bitmap& bitmap) const {
    PreprocessedImage image;
    image.chunks.reset(mtmd_input_chunks_init());
    const mtmd_input_part part{nullptr, &bitmap};
    const mtmd_input_part* const parts[] = {&part};
    begin_engine_log();
    if (mtmd_tokenize_from_parts(context_.get(), image.chunks.get(), parts, 1, false) != 0) {
        return fail(with_engine_reasons(ErrorKind::malformed,
                                        fmt::format("the engine cannot prepare an image of {} × {} pixels",
                                                    mtmd_bitmap_get_nx(&bitmap), mtmd_bitmap_get_ny(&bitmap))));
    }
    for (std::size_t i = 0; i < mtmd_input_chunks_size(image.chunks.get()); ++i) {
        image.list.push_back(mtmd_input_chunks_get(image.chunks.get(), i));
    }
    return image;
}

Result<std::vector<float>> VisionTower::encode(const mtmd_input_chunk& chunk) const {
    if (embedding_length_ == 0)
        return fail(ErrorKind::unsupported, "how long an image token's embeddings are is not known");
    begin_engine_log();
    if (mtmd_encode_chunk(context_.get(), &chunk) != 0) {
        return fail(with_engine_reasons(ErrorKind::internal, "the engine failed to encode an image"));
    }
    const float* embeddings = mtmd_get_output_embd(context_.get());
    const std::size_t count = mtmd_input_chunk_get_n_tokens(&chunk) * static_cast<std::size_t>(embedding_length_);
    return std::vector<float>(embeddings, embeddings + count);
}

Result<std::int64_t> VisionTower::evaluate(llama_context* context, const mtmd_input_chunk& chunk,
                                           std::span<const float> embeddings, std::int64_t position,
                                           std::size_t sequence, std::int64_t batch) const {
    const std::size_t expected = mtmd_input_chunk_get_n_tokens(&chunk) * static_cast<std::size_t>(embedding_length_);
    if (embeddings.size() != expected || batch < 1 || batch > std::numeric_limits<std::int32_t>::max()) {
        return fail(ErrorKind::internal, fmt::format("an image has {} numbers of embeddings where {} belong to it",
                                                     embeddings.size(), expected));
    }
    llama_pos next = 0;
    // The library takes them as changeable and does not change them.
    const int status = mtmd_helper_decode_image_chunk(
        context_.get(), context, &chunk, const_cast<float*>(embeddings.data()), static_cast<llama_pos>(position),
        static_cast<llama_seq_id>(sequence), static_cast<std::int32_t>(batch), &next, nullptr, nullptr);
    if (status == 1) {
        return fail(ErrorKind::out_of_memory, "the KV cache has no room for an image", "ask for a larger context");
    }
    if (status != 0) {
        return fail(with_engine_reasons(ErrorKind::internal, "the engine failed to evaluate an image"));
    }
    llama_synchronize(context);
    return next;
}

}  // namespace inference_pio
