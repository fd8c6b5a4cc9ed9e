#include "checkpoints/pruned_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "checkpoints/channel_choice.hpp"
#include "checkpoints/engine_log_silence.hpp"
#include "checkpoints/gguf_plan.hpp"
#include "checkpoints/gguf_pruning.hpp"
#include "checkpoints/part_file.hpp"
#include "checkpoints/pruned_keys.hpp"
#include "checkpoints/tensor_slices.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct ContextDeleter {
    void operator()(ggml_context* context) const { ggml_free(context); }
};

std::uint64_t size_of(const PrunedTensor& pruned) {
    std::uint64_t rows = 1;
    for (std::size_t i = 1; i < pruned.shape.size(); ++i) rows *= static_cast<std::uint64_t>(pruned.shape[i]);
    return rows * ggml_row_size(pruned.type, pruned.shape.front());
}

// Hands out one tensor after the other; the bytes are there until the next one is read.
class TensorReader {
public:
    TensorReader(const fs::path& source, const GgufHeader& header)
        : path_(source), header_(header), file_(source, std::ios::binary) {}

    Result<TensorBytes> read(std::size_t number) {
        const GgufTensor& tensor = header_.tensors[number];
        bytes_.resize(tensor.size.count);
        file_.seekg(static_cast<std::streamoff>(header_.data_offset.count + tensor.offset));
        file_.read(reinterpret_cast<char*>(bytes_.data()), static_cast<std::streamsize>(bytes_.size()));
        if (!file_) {
            return fail(ErrorKind::io, fmt::format("cannot read tensor {} of {}", tensor.name, path_.string()),
                        "check the disk and the file's permissions");
        }
        return TensorBytes{tensor.name, static_cast<ggml_type>(tensor.type), tensor.shape, bytes_};
    }

private:
    const fs::path& path_;
    const GgufHeader& header_;
    std::ifstream file_;
    std::vector<std::byte> bytes_;
};

Result<ChannelChoice> choose_channels(const PruningPlan& plan, TensorReader& reader) {
    ChannelChoice choice;
    for (const PrunedTensor& pruned : plan.tensors) {
        if (!pruned.selection || !pruned.selection->decides) continue;
        const auto tensor = reader.read(pruned.source);
        if (!tensor) return fail(tensor.error());
        if (auto added = choice.add(pruned, *tensor); !added) return fail(added.error());
    }
    return choice;
}

Result<std::vector<std::byte>> make_header(const fs::path& source, const PruningPlan& plan, const std::string& word) {
    const SilencedEngineLog silenced;
    const GgufContext keys(gguf_init_from_file(source.c_str(), {true, nullptr}));
    if (!keys) {
        return fail(ErrorKind::malformed,
                    fmt::format("the engine cannot read {}: {}", source.string(), silenced.last_error()),
                    "fetch or copy the file again");
    }
    const GgufContext context = make_pruned_keys(keys.get(), plan, word);
    const std::unique_ptr<ggml_context, ContextDeleter> tensors(
        ggml_init({(plan.tensors.size() + 1) * ggml_tensor_overhead(), nullptr, true}));
    for (const PrunedTensor& pruned : plan.tensors) {
        ggml_tensor* tensor =
            ggml_new_tensor(tensors.get(), pruned.type, static_cast<int>(pruned.shape.size()), pruned.shape.data());
        ggml_set_name(tensor, pruned.name.c_str());
        gguf_add_tensor(context.get(), tensor);
    }
    std::vector<std::byte> header(gguf_get_meta_size(context.get()));
    gguf_get_meta_data(context.get(), header.data());
    return header;
}

Result<void> write_tensor(const PrunedTensor& pruned, const TensorBytes& tensor, const ChannelChoice& choice,
                          PartFile& file) {
    const auto sink = [&](std::span<const std::byte> bytes) { return file.append(bytes); };
    const Bytes before = file.appended();
    Result<void> written;
    if (pruned.selection) {
        const auto slice = choice.slice_of(pruned, tensor);
        if (!slice) return fail(slice.error());
        written = write_slice(tensor, &*slice, pruned.sparsity_percent, sink);
    } else {
        written = write_slice(tensor, nullptr, pruned.sparsity_percent, sink);
    }
    if (!written) return written;
    const std::uint64_t size = file.appended().count - before.count;
    if (size != size_of(pruned)) {
        return fail(ErrorKind::internal, fmt::format("tensor {} would have {} bytes where {} were planned", pruned.name,
                                                     size, size_of(pruned)));
    }
    constexpr std::array<std::byte, kTensorAlignment> kZeros{};
    return file.append(std::span(kZeros).first(padding_after(size)));
}

Bytes data_size_of(const PruningPlan& plan) {
    Bytes size;
    for (const PrunedTensor& pruned : plan.tensors) {
        const std::uint64_t bytes = size_of(pruned);
        size = size + Bytes{bytes + padding_after(bytes)};
    }
    return size;
}

}  // namespace

Result<Bytes> compute_pruned_size(const GgufHeader& source, const ModelVariant& variant) {
    const auto plan = plan_pruning(source, variant);
    if (!plan) return fail(plan.error());
    return data_size_of(*plan);
}

Result<void> write_pruned_file(const fs::path& source, const ModelVariant& variant, const fs::path& output) {
    const auto header = read_gguf_header(source);
    if (!header) return fail(header.error());
    const auto plan = plan_pruning(*header, variant);
    if (!plan) return fail(plan.error());
    ModelVariant pruning = variant;
    pruning.weight_type.reset();
    pruning.kv_type.clear();
    const auto bytes = make_header(source, *plan, to_string(pruning));
    if (!bytes) return fail(bytes.error());
    auto file = PartFile::create(output, data_size_of(*plan) + Bytes{bytes->size()});
    if (!file) return fail(file.error());
    TensorReader reader(source, *header);
    const auto choice = choose_channels(*plan, reader);
    if (!choice) return fail(choice.error());
    if (auto written = file->append(*bytes); !written) return written;
    for (const PrunedTensor& pruned : plan->tensors) {
        const auto tensor = reader.read(pruned.source);
        if (!tensor) return fail(tensor.error());
        if (auto written = write_tensor(pruned, *tensor, *choice, *file); !written) return written;
    }
    return file->commit();
}

}  // namespace inference_pio
