// The vision tower of a vision-language model: libmtmd on a projector's file. It turns a file or a buffer of
// pixels into a bitmap, a bitmap into patches that the encoder takes, patches into embeddings, and has the text
// model evaluate these in the place of tokens. Each step is one call of libmtmd, timed by whoever calls:
//
//   decode      of a file: reading it, SHA-256 of its bytes (libmtmd names bitmaps by it), decoding by stb_image
//               and a copy of the pixels. Of a buffer: that copy alone, which therefore is counted as a part
//               of preprocessing (llama_cpp_prompts.cpp)
//   preprocess  resizing, normalising to 32-bit numbers, and tokenizing the marks around an image, some
//               microseconds: mtmd_tokenize_from_parts() merges them
//   encode      the transformer and the merger, and a copy of the embeddings out of it: what it gave is
//               overwritten by the next image
//   evaluate    positions of the image's tokens and llama_decode() of its embeddings
//
// Without libmtmd's warm-up: it reserves compute buffers for an image of 2116 tokens (Qwen). Ours are reserved
// by the first image, inside its encode span, and grow where a later one is larger.
//
// Two models of libmtmd let an image's tokens depend on where it stands in the prompt (DeepSeek 4 V pads,
// HunyuanVL counts images); here every image is preprocessed as the first one.
//
// Thread safety: belongs to one thread.
#pragma once

#include <llama-cpp.h>
#include <mtmd-helper.h>
#include <mtmd.h>

#include <cstdint>
#include <filesystem>
#include <inference_pio/engine.hpp>
#include <memory>
#include <span>
#include <vector>

namespace inference_pio {

struct VisionTowerOptions {
    int threads = 1;  // >= 1
    bool gpu = true;  // on the GPU, where there is one
    llama_flash_attn_type flash_attention = LLAMA_FLASH_ATTN_TYPE_AUTO;
    // Numbers that a token's embeddings have; 0: as many as the text model takes. To be given where only the
    // vocabulary of the text model is loaded, which does not know.
    std::int64_t embedding_length = 0;
};

// What stands between the pixels and the encoder: the image as libmtmd cut it, in the order of the prompt.
struct PreprocessedImage {
    mtmd::input_chunks_ptr chunks;  // text (the marks around it) and images (one, or slices)

    [[nodiscard]] std::span<const mtmd_input_chunk* const> all() const { return list; }
    [[nodiscard]] std::int64_t image_tokens() const;

    std::vector<const mtmd_input_chunk*> list;  // of `chunks`
};

class VisionTower {
public:
    // `text` must outlive the tower; its weights need not be loaded.
    // Errors: not_found; malformed; mismatch where the projector gives embeddings of another length than the text
    // model takes; unsupported for a projector without vision; out_of_memory.
    [[nodiscard]] static Result<std::unique_ptr<VisionTower>> load(const std::filesystem::path& projector,
                                                                   const llama_model* text,
                                                                   const VisionTowerOptions& options);

    // Errors: not_found; malformed for a file that is no image, or a buffer that has not width × height pixels.
    [[nodiscard]] Result<mtmd::bitmap_ptr> decode(const ImagePart& image) const;

    [[nodiscard]] Result<PreprocessedImage> preprocess(const mtmd_bitmap& bitmap) const;

    // One image chunk. The embeddings are one after another, embedding_length() numbers a token.
    // Errors: unsupported where that length is not known.
    [[nodiscard]] Result<std::vector<float>> encode(const mtmd_input_chunk& chunk) const;

    // Puts an image into the cache of `context`, from `position` on. Gives the position after it: with M-RoPE
    // that is not as many further as the image has tokens. Waits until it is computed.
    [[nodiscard]] Result<std::int64_t> evaluate(llama_context* context, const mtmd_input_chunk& chunk,
                                                std::span<const float> embeddings, std::int64_t position,
                                                std::size_t sequence, std::int64_t batch) const;

    // Of all tensors of the file, which libmtmd loads into one buffer. What its compute buffers take it does not
    // tell.
    [[nodiscard]] Bytes weights() const { return weights_; }

    [[nodiscard]] std::int64_t embedding_length() const { return embedding_length_; }

private:
    VisionTower(mtmd::context_ptr context, Bytes weights, std::int64_t embedding_length)
        : context_(std::move(context)), weights_(weights), embedding_length_(embedding_length) {}

    mtmd::context_ptr context_;
    Bytes weights_;
    std::int64_t embedding_length_;  // of one token; 0: not known
};

}  // namespace inference_pio
