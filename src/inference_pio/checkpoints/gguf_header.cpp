#include "checkpoints/gguf_header.hpp"

#include <fmt/format.h>
#include <ggml.h>
#include <gguf.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLongestName = 65535;         // of a key; the format's own limit
constexpr std::uint64_t kLongestText = 1U << 20U;     // longer strings are passed over
constexpr std::uint64_t kMostElements = 1ULL << 40U;  // of one tensor
constexpr const char* kFetchAgain = "fetch or copy the file again";

// What stops the reading of a file. Thrown inside this file only: a header is read by some twenty
// nested steps, each of which can find the end of the file.
struct Unreadable {
    Error error;
};

// Reads forward and never past the end.
class Cursor {
public:
    Cursor(std::FILE* file, std::uint64_t size, std::string name) : file_(file), size_(size), name_(std::move(name)) {}

    void read(void* target, std::uint64_t count) {
        require(count);
        if (std::fread(target, 1, count, file_) != count) {
            throw Unreadable{{ErrorKind::io, fmt::format("cannot read {}: {}", name_, std::strerror(errno)), {}}};
        }
        position_ += count;
    }

    void skip(std::uint64_t count) {
        require(count);
        std::array<char, 4096> passed{};
        // A short way is read, since seeking throws the stream's buffer away.
        if (count > passed.size()) {
            if (::fseeko(file_, static_cast<off_t>(position_ + count), SEEK_SET) != 0) {
                throw Unreadable{{ErrorKind::io, fmt::format("cannot read {}: {}", name_, std::strerror(errno)), {}}};
            }
            position_ += count;
        } else if (count > 0) {
            read(passed.data(), count);
        }
    }

    template <class T>
    T value() {
        std::array<char, sizeof(T)> bytes{};
        read(bytes.data(), bytes.size());
        return std::bit_cast<T>(bytes);
    }

    std::string text(std::uint64_t length) {
        require(length);
        std::string text(length, '\0');
        read(text.data(), length);
        return text;
    }

    [[nodiscard]] std::uint64_t position() const { return position_; }

    [[noreturn]] void malformed(const std::string& why) const {
        throw Unreadable{
            {ErrorKind::malformed, fmt::format("{} is no readable GGUF file: {}", name_, why), kFetchAgain}};
    }

    [[noreturn]] void cut_short(std::uint64_t needed, std::string_view at_least) const {
        throw Unreadable{
            {ErrorKind::malformed,
             fmt::format("{} was cut short: it has {} bytes and needs {}{}", name_, size_, at_least, needed),
             kFetchAgain}};
    }

    // A count of things that take at least `each` bytes must fit into what is left.
    void require(std::uint64_t count, std::uint64_t each = 1) const {
        const std::uint64_t left = size_ - position_;
        if (count <= left / each) return;
        if (count > std::numeric_limits<std::int64_t>::max() / each - position_)
            malformed(fmt::format("it counts {} things", count));
        cut_short(position_ + count * each, "at least ");
    }

private:
    std::FILE* file_;
    std::uint64_t size_;
    std::string name_;
    std::uint64_t position_ = 0;
};

std::uint64_t size_of_type(std::uint32_t type) {
    constexpr std::array<std::uint64_t, GGUF_TYPE_COUNT> kSizes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    return type < kSizes.size() ? kSizes[type] : 0;
}

GgufScalar read_number(Cursor& in, std::uint32_t type) {
    switch (type) {
        case GGUF_TYPE_UINT8:
            return std::uint64_t{in.value<std::uint8_t>()};
        case GGUF_TYPE_INT8:
            return std::int64_t{in.value<std::int8_t>()};
        case GGUF_TYPE_UINT16:
            return std::uint64_t{in.value<std::uint16_t>()};
        case GGUF_TYPE_INT16:
            return std::int64_t{in.value<std::int16_t>()};
        case GGUF_TYPE_UINT32:
            return std::uint64_t{in.value<std::uint32_t>()};
        case GGUF_TYPE_INT32:
            return std::int64_t{in.value<std::int32_t>()};
        case GGUF_TYPE_FLOAT32:
            return double{in.value<float>()};
        case GGUF_TYPE_BOOL:
            return in.value<std::uint8_t>() != 0;
        case GGUF_TYPE_UINT64:
            return in.value<std::uint64_t>();
        case GGUF_TYPE_INT64:
            return in.value<std::int64_t>();
        default:
            return in.value<double>();
    }
}

void read_array(Cursor& in, GgufHeader& header, const std::string& key) {
    const auto type = in.value<std::uint32_t>();
    const auto length = in.value<std::uint64_t>();
    header.array_lengths[key] = length;
    if (type == GGUF_TYPE_STRING) {
        in.require(length, sizeof(std::uint64_t));
        for (std::uint64_t i = 0; i < length; ++i) in.skip(in.value<std::uint64_t>());
        return;
    }
    const std::uint64_t each = size_of_type(type);
    if (each == 0) in.malformed(fmt::format("the array '{}' has elements of type {}", key, type));
    in.require(length, each);
    in.skip(length * each);
}

void read_entry(Cursor& in, GgufHeader& header) {
    const auto key_length = in.value<std::uint64_t>();
    if (key_length == 0 || key_length > kLongestName) in.malformed(fmt::format("a key has {} bytes", key_length));
    const std::string key = in.text(key_length);
    if (header.scalars.contains(key) || header.array_lengths.contains(key))
        in.malformed("it has the key '" + key + "' twice");
    const auto type = in.value<std::uint32_t>();
    if (type == GGUF_TYPE_ARRAY) {
        read_array(in, header, key);
    } else if (type == GGUF_TYPE_STRING) {
        const auto length = in.value<std::uint64_t>();
        if (length > kLongestText) {
            in.skip(length);
        } else {
            header.scalars[key] = in.text(length);
        }
    } else if (size_of_type(type) > 0) {
        header.scalars[key] = read_number(in, type);
    } else {
        in.malformed(fmt::format("the key '{}' has a value of type {}", key, type));
    }
}

// Counts elements and bytes, refusing what would not fit a number.
void measure_tensor(const Cursor& in, GgufTensor& tensor) {
    std::uint64_t elements = 1;
    for (const std::int64_t length : tensor.shape) {
        if (length < 1 || static_cast<std::uint64_t>(length) > kMostElements / elements) {
            in.malformed(fmt::format("tensor {} has the length {}", tensor.name, length));
        }
        elements *= static_cast<std::uint64_t>(length);
    }
    const auto type = static_cast<ggml_type>(tensor.type);
    const std::int64_t block = tensor.type < GGML_TYPE_COUNT ? ggml_blck_size(type) : 0;
    if (block == 0 || ggml_type_size(type) == 0)
        in.malformed(fmt::format("tensor {} has the type {}", tensor.name, tensor.type));
    if (tensor.shape.front() % block != 0) {
        in.malformed(fmt::format("tensor {} has rows of {} values, no multiple of {}", tensor.name,
                                 tensor.shape.front(), block));
    }
    tensor.size = Bytes{elements / static_cast<std::uint64_t>(block) * ggml_type_size(type)};
}

GgufTensor read_tensor(Cursor& in) {
    GgufTensor tensor;
    const auto name_length = in.value<std::uint64_t>();
    if (name_length == 0 || name_length >= GGML_MAX_NAME)
        in.malformed(fmt::format("a tensor's name has {} bytes", name_length));
    tensor.name = in.text(name_length);
    const auto dimensions = in.value<std::uint32_t>();
    if (dimensions == 0 || dimensions > GGML_MAX_DIMS) {
        in.malformed(fmt::format("tensor {} has {} dimensions", tensor.name, dimensions));
    }
    for (std::uint32_t i = 0; i < dimensions; ++i) tensor.shape.push_back(in.value<std::int64_t>());
    tensor.type = in.value<std::uint32_t>();
    tensor.offset = in.value<std::uint64_t>();
    measure_tensor(in, tensor);
    return tensor;
}

void check_version(Cursor& in) {
    const auto version = in.value<std::uint32_t>();
    if (version != 0 && (version & 0xffffU) == 0) in.malformed("it was written for machines of the other byte order");
    if (version < 2 || version > GGUF_VERSION) {
        in.malformed(fmt::format("it has version {}; versions 2 to {} can be read", version, GGUF_VERSION));
    }
}

void check_extents(const Cursor& in, const GgufHeader& header) {
    std::uint64_t end = 0;  // without tensors the padding before the data may be missing
    for (const GgufTensor& tensor : header.tensors) {
        if (tensor.offset > std::numeric_limits<std::uint64_t>::max() / 2) {
            in.malformed(fmt::format("tensor {} starts at byte {}", tensor.name, tensor.offset));
        }
        end = std::max(end, header.data_offset.count + tensor.offset + tensor.size.count);
    }
    if (end > header.file_size.count) in.cut_short(end, "");
}

GgufHeader read_header(Cursor& in, Bytes file_size) {
    GgufHeader header;
    header.file_size = file_size;
    std::array<char, 4> magic{};
    in.read(magic.data(), magic.size());
    if (std::string_view(magic.data(), magic.size()) != GGUF_MAGIC) in.malformed("it does not begin with 'GGUF'");
    check_version(in);
    const auto tensors = in.value<std::uint64_t>();
    const auto entries = in.value<std::uint64_t>();
    in.require(entries, 13);  // a key's length, one character, a type
    for (std::uint64_t i = 0; i < entries; ++i) read_entry(in, header);
    in.require(tensors, 33);  // a name's length, one character, dimensions, one length, a type, an offset
    std::set<std::string> names;
    for (std::uint64_t i = 0; i < tensors; ++i) {
        header.tensors.push_back(read_tensor(in));
        if (!names.insert(header.tensors.back().name).second) {
            in.malformed("it has the tensor " + header.tensors.back().name + " twice");
        }
    }
    const std::uint64_t alignment = header.whole_number(GGUF_KEY_GENERAL_ALIGNMENT).value_or(GGUF_DEFAULT_ALIGNMENT);
    if (!std::has_single_bit(alignment) || alignment > (1U << 30U))
        in.malformed(fmt::format("its alignment is {}", alignment));
    header.data_offset = Bytes{(in.position() + alignment - 1) / alignment * alignment};
    check_extents(in, header);
    return header;
}

}  // namespace

std::optional<std::uint64_t> GgufHeader::whole_number(const std::string& key) const {
    const auto found = scalars.find(key);
    if (found == scalars.end()) return std::nullopt;
    if (const auto* natural = std::get_if<std::uint64_t>(&found->second)) return *natural;
    const auto* integer = std::get_if<std::int64_t>(&found->second);
    if (integer == nullptr || *integer < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*integer);
}

std::string GgufHeader::text(const std::string& key) const {
    const auto found = scalars.find(key);
    const auto* value = found == scalars.end() ? nullptr : std::get_if<std::string>(&found->second);
    return value == nullptr ? std::string() : *value;
}

Result<GgufHeader> read_gguf_header(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status)) return fail(ErrorKind::not_found, "there is no file " + file.string(), "check the path");
    if (!fs::is_regular_file(status))
        return fail(ErrorKind::malformed, file.string() + " is no file", "name a GGUF file");
    const std::uint64_t size = fs::file_size(file, error);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(error ? nullptr : std::fopen(file.c_str(), "rb"),
                                                                 &std::fclose);
    if (!stream) {
        return fail(ErrorKind::io, fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)),
                    "check the file's permissions");
    }
    try {
        Cursor in(stream.get(), size, file.string());
        return read_header(in, Bytes{size});
    } catch (const Unreadable& unreadable) {
        return fail(unreadable.error);
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::out_of_memory, "the header of " + file.string() + " does not fit into memory");
    }
}

}  // namespace inference_pio
