#include "results/block_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "experiment/block_bytes.hpp"
#include "results/file_kind.hpp"

namespace convoyrisk::results {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view signature = log_signature;

[[noreturn]] void cannot_write(const fs::path& file, int error) {
  throw SystemError(fmt::format("cannot write {}: {}", file.string(), std::generic_category().message(error)));
}

std::uint32_t checksum(std::span<const std::byte> bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

/// Length, payload, checksum.
std::vector<std::byte> to_record(std::span<const std::byte> payload) {
  const std::uint64_t length = payload.size();
  const std::uint32_t crc = checksum(payload);
  std::vector<std::byte> record(sizeof length + payload.size() + sizeof crc);
  std::memcpy(record.data(), &length, sizeof length);
  std::ranges::copy(payload, record.begin() + sizeof length);
  std::memcpy(record.data() + sizeof length + payload.size(), &crc, sizeof crc);
  return record;
}

/// None where no whole record follows.
std::optional<std::vector<std::byte>> read_record(std::ifstream& stream, std::uint64_t left) {
  const auto read = [&stream](void* data, std::size_t size) {
    stream.read(static_cast<char*>(data), static_cast<std::streamsize>(size));
    return stream.gcount() == static_cast<std::streamsize>(size);
  };
  std::uint64_t length = 0;
  std::uint32_t crc = 0;
  if (left < sizeof length + sizeof crc || !read(&length, sizeof length) ||
      length > left - sizeof length - sizeof crc) {
    return std::nullopt;
  }
  std::vector<std::byte> payload(length);
  if (!read(payload.data(), length) || !read(&crc, sizeof crc) || crc != checksum(payload)) {
    return std::nullopt;
  }
  return payload;
}

std::string to_json(const LogHead& head) {
  nlohmann::json json = nlohmann::json::parse(to_json(head.identity));
  json["first_block"] = head.first_block;
  json["replications_before"] = head.replications_before;
  return json.dump();
}

LogHead from_json(const std::string& text) {
  const nlohmann::json json = nlohmann::json::parse(text);
  return {identity_from_json(text), json.at("first_block"), json.at("replications_before")};
}

}  // namespace

BlockLog::BlockLog(const fs::path& file, const LogHead& head)
    : file_(file), descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) {
    cannot_write(file_, errno);
  }
  const std::string text = to_json(head);
  std::vector<std::byte> bytes;
  const auto add = [&bytes](std::span<const std::byte> more) { bytes.insert(bytes.end(), more.begin(), more.end()); };
  add(std::as_bytes(std::span(signature)));
  add(to_record(std::as_bytes(std::span(text))));
  append(bytes);
}

BlockLog::BlockLog(const fs::path& file, std::uint64_t length)
    : file_(file), descriptor_(::open(file.c_str(), O_WRONLY | O_CLOEXEC)) {
  if (descriptor_ < 0 || ::ftruncate(descriptor_, static_cast<off_t>(length)) != 0 ||
      ::lseek(descriptor_, 0, SEEK_END) < 0) {
    cannot_write(file_, errno);
  }
}

BlockLog::BlockLog(BlockLog&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

BlockLog::~BlockLog() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void BlockLog::append(const experiment::Block& block) { append(to_record(experiment::to_bytes(block))); }

void BlockLog::append(std::span<const std::byte> record) {
  while (!record.empty()) {
    const ssize_t written = ::write(descriptor_, record.data(), record.size());
    if (written >= 0) {
      record = record.subspan(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      cannot_write(file_, errno);
    }
  }
  if (::fdatasync(descriptor_) != 0) {
    cannot_write(file_, errno);
  }
}

std::optional<LogReader> LogReader::open(const fs::path& file) {
  if (!fs::exists(file)) {
    return std::nullopt;
  }
  std::ifstream stream(file, std::ios::binary);
  const std::uint64_t size = fs::file_size(file);
  std::string start(std::min<std::uint64_t>(size, signature.size()), '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (!stream || !signature.starts_with(start)) {
    throw InputError(fmt::format("{} is no log of an interrupted run", file.string()));
  }
  const auto record = read_record(stream, size - start.size());
  if (!record) {
    return std::nullopt;
  }
  try {
    return LogReader(std::move(stream), from_json({reinterpret_cast<const char*>(record->data()), record->size()}),
                     size);
  } catch (const nlohmann::json::exception&) {
    throw InputError(fmt::format("{} is the log of another version of this program", file.string()));
  }
}

LogReader::LogReader(std::ifstream stream, LogHead head, std::uint64_t file_size)
    : stream_(std::move(stream)),
      head_(std::move(head)),
      length_(static_cast<std::uint64_t>(stream_.tellg())),
      file_size_(file_size) {}

std::optional<experiment::Block> LogReader::next() {
  const auto record = read_record(stream_, file_size_ - length_);
  if (!record) {
    return std::nullopt;
  }
  length_ = static_cast<std::uint64_t>(stream_.tellg());
  return experiment::block_from_bytes(*record);
}

}  // namespace convoyrisk::results
