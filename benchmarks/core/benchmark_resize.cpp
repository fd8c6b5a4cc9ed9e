// The resizing that precedes a vision encoder: how fast, how near to the memory's limit, and how true.
//
// A run visits the few values below; the whole range is there for --param:
//   source_size     any WIDTHxHEIGHT, such as 640x480 … 8000x6000; or `piobench run --images DIR` for your own
//   target_size     224 … 1536 (a square), WIDTHxHEIGHT, smart (Qwen3-VL's), smart_1048576 (at most so many pixels)
//   filter          nearest, bilinear, area, bicubic, lanczos
//   channels        1, 3, 4
//   pixel_type      u8, u16, f32
//   threads         what OpenCV may use; stb has one
//   implementation  opencv, stb; a filter that one does not have is skipped
//   cache           warm (the image was just decoded), cold (it comes from memory)
//
// core/resize_libmtmd is the path that images really take into Qwen3-VL: libmtmd exports no resize, so it is its whole
// preprocessing, to be compared with target_size=smart_4194304.

#include "resizing/resize_benchmark.hpp"
#include "workloads/vision_encoder.hpp"

using namespace inference_pio;

namespace {

constexpr const char* kSources[] = {"1920x1080", "4000x3000"};

[[maybe_unused]] const bool registered = [] {
    BenchmarkBuilder builder = register_benchmark("resize", __FILE__);
    builder.doc("Resize a photograph for a vision encoder: time, share of memory bandwidth, and fidelity")
        .axis("source_size", {kSources[0], kSources[1]})
        .axis("target_size", {"448"})
        .axis("filter", {"nearest", "bilinear", "area", "bicubic", "lanczos"})
        .axis("channels", {3})
        .axis("pixel_type", {"u8"})
        .axis("threads", {1})
        .axis("implementation", {"opencv", "stb"})
        .axis("cache", {"warm"})
        .memory_estimate(estimate_resize_memory)
        .prepare([](Preparation& preparation) { return prepare_resize(preparation); });
    for (MetricDefinition& metric : resize_metrics()) builder.metric(std::move(metric));
    return register_libmtmd_resize("qwen3_vl_2b", __FILE__, {kSources[0], kSources[1]});
}();

}  // namespace
