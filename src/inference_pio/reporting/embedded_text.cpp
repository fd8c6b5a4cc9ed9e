#include "reporting/embedded_text.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <limits>
#include <new>

namespace inference_pio {

std::string gzip_of(std::string_view bytes) {
    constexpr int kGzip = 16;  // added to the window's bits: a gzip header, without name and time
    constexpr int kMemoryLevel = 8;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        throw std::bad_alloc();  // the only thing that can be wrong with these settings
    }
    std::string compressed;
    std::array<unsigned char, 1U << 16U> chunk{};
    int state = Z_OK;
    do {
        if (stream.avail_in == 0) {  // zlib counts in 32 bits
            const std::size_t most = std::numeric_limits<uInt>::max();
            const std::string_view part = bytes.substr(0, std::min(bytes.size(), most));
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
            stream.avail_in = static_cast<uInt>(part.size());
            bytes.remove_prefix(part.size());
        }
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<uInt>(chunk.size());
        state = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
        compressed.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream.avail_out);
    } while (state != Z_STREAM_END);
    deflateEnd(&stream);
    return compressed;
}

std::string base64_of(std::string_view bytes) {
    using boost::archive::iterators::base64_from_binary;
    using boost::archive::iterators::transform_width;
    using Digits = base64_from_binary<transform_width<const char*, 6, 8>>;
    std::string text(Digits(bytes.data()), Digits(bytes.data() + bytes.size()));
    text.append((3 - bytes.size() % 3) % 3, '=');  // Boost writes the digits, not the padding
    return text;
}

std::string embedded_text(std::string_view text) { return base64_of(gzip_of(text)); }

}  // namespace inference_pio
