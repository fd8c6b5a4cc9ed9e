// Reads the document back out of an HTML report, as a browser would: by the element, base64 and gzip.
#pragma once

#include <zlib.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace inference_pio {

inline std::string bytes_of_base64(std::string_view text) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) throw std::runtime_error("base64 that is not padded");
    std::string bytes;
    unsigned bits = 0;
    int held = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) throw std::runtime_error("no digit of base64");
        bits = (bits << 6U) | static_cast<unsigned>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
    return bytes;
}

inline std::string text_of_gzip(std::string bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) throw std::runtime_error("zlib");
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string text;
    std::array<unsigned char, 4096> chunk{};
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<uInt>(chunk.size());
        state = inflate(&stream, Z_NO_FLUSH);
        text.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END || stream.avail_in != 0) throw std::runtime_error("not one gzip stream");
    return text;
}

// The JSON text of a report; the page must hold its element once.
inline std::string embedded_document(std::string_view html) {
    constexpr std::string_view kBegin = "<script id=\"report-data\" type=\"application/octet-stream;base64\">";
    const std::size_t begin = html.find(kBegin);
    if (begin == std::string_view::npos || html.find(kBegin, begin + 1) != std::string_view::npos) {
        throw std::runtime_error("the page does not hold its data once");
    }
    html.remove_prefix(begin + kBegin.size());
    return text_of_gzip(bytes_of_base64(html.substr(0, html.find("</script>"))));
}

}  // namespace inference_pio
