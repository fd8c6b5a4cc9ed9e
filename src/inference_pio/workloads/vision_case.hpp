// What the benchmarks of images share: reading a case, making its images and its request, and checking what came.
//
// A prompt is its images, one after another, and then text. `sequence_length` counts the text alone, as in
// benchmarks of text; image tokens, and the marks that the model puts around an image, come on top of it.
// `image_size` is the shorter side of an image in pixels, `aspect_ratio` ("3:1") its width to its height.
//
// Thread safety: free functions, independent; ImageFiles belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/engine.hpp>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/image.hpp"
#include "workloads/vision_costs.hpp"

namespace inference_pio {

struct VisionCase {
    std::int64_t batch_size = 1;        // >= 1
    std::int64_t image_count = 1;       // images of each sequence, >= 0
    std::int64_t sequence_length = 64;  // tokens of text, >= 1
    std::int64_t new_tokens = 8;        // >= 1
    std::int64_t depth = 0;             // >= 0
    std::int64_t threads = 0;           // 0: all
    ImageSize image;
    ImageGrid grid;                     // of one image, as the architecture prescribes
    std::string image_format = "jpeg";  // jpeg, png: a file; pixels: a buffer

    // Of one sequence, without the marks around images.
    [[nodiscard]] std::int64_t prompt_tokens() const { return sequence_length + image_count * grid.tokens(); }
    // Enough for one sequence, marks included.
    [[nodiscard]] std::int64_t context_tokens() const;
};

// "3:1". Errors: invalid_argument.
[[nodiscard]] Result<ImageSize> compute_image_size(std::int64_t shorter_side, std::string_view aspect_ratio);

// Parameters that are not there have the defaults above; image_size 448, aspect_ratio 1:1; a source_size ("1920x1080")
// stands for both.
// Errors: invalid_argument, naming the parameter; unsupported for a card without vision tower.
[[nodiscard]] Result<VisionCase> read_vision_case(const ModelCard& card, const Parameters& parameters);

// A folder for image files that goes with its owner.
class ImageFiles {
public:
    ImageFiles() = default;
    ImageFiles(ImageFiles&& other) noexcept;
    ImageFiles& operator=(ImageFiles&& other) noexcept;
    ImageFiles(const ImageFiles&) = delete;
    ImageFiles& operator=(const ImageFiles&) = delete;
    ~ImageFiles();

    // Errors: io.
    [[nodiscard]] Result<std::filesystem::path> add(const std::string& name, std::string_view bytes);

private:
    std::filesystem::path folder_;  // empty until the first file
};

// Synthesized photographs, all different, the same in every run. Files are written into `files`; the operating
// system has them cached. Errors: invalid_argument for a format that is none; io.
[[nodiscard]] Result<std::vector<ImagePart>> make_images(const VisionCase& wanted, std::int64_t count,
                                                         ImageFiles& files);

// A sequence's images and then its text (prompt_text.hpp), for every sequence of the batch.
[[nodiscard]] Result<GenerationRequest> make_vision_request(const VisionCase& wanted, const Preparation& preparation,
                                                            LoadedModel& model, ImageFiles& files);

// What encoding takes beside the weights: activations of the widest layer, every image as 32-bit numbers and as
// embeddings. An upper estimate.
[[nodiscard]] Bytes estimate_encoder_memory(const VisionCard& card, const VisionCase& wanted);

// Errors: malformed, where sequences, new tokens or image tokens are not as many as asked and prescribed, or where
// the parts of the TTFT do not add up to it within 1 %.
[[nodiscard]] Result<void> verify_vision(const Timeline& timeline, const VisionCase& wanted);

}  // namespace inference_pio
