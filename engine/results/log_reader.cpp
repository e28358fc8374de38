#include "results/log_reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "results/crc32.hpp"
#include "results/file_kind.hpp"
#include "results/sha256.hpp"

namespace convoyrisk::results {
namespace {

using Number = std::uint64_t;
using Checksum = std::uint32_t;
constexpr std::size_t frame_size = sizeof(Number) + sizeof(Checksum);  // about a payload

std::string head_to_json(const LogHead& head) {
  nlohmann::json json = nlohmann::json::parse(to_json(head.identity));
  json["first_block"] = head.first_block;
  json["replications_before"] = head.replications_before;
  json["resolved"] = head.resolved;
  return json.dump();
}

LogHead head_from_json(const std::string& text, std::uint64_t run) {
  const nlohmann::json json = nlohmann::json::parse(text);
  return {identity_from_json(text), json.at("first_block"), json.at("replications_before"), run,
          json.value("resolved", "")};
}

template <class Value>
std::string_view bytes_of(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::uint32_t digest_of(const LogHead& head) {
  return static_cast<std::uint32_t>(
      std::stoul(sha256(fmt::format("{} {}", to_json(head.identity), head.first_block)).substr(0, 8), nullptr, 16));
}

}  // namespace

std::uint64_t run_number(const LogHead& head, std::uint32_t drawn) {
  return static_cast<std::uint64_t>(digest_of(head)) << 32 | drawn;
}

void make_log_record(std::uint64_t run, std::uint64_t number, const PutContent& put, std::vector<std::byte>& record) {
  record.clear();
  const auto add = [&record](const auto& value) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(&value, 1));
    record.insert(record.end(), bytes.begin(), bytes.end());
  };
  add(Number{0});  // the length, which is not known yet
  add(run);
  add(number);
  put(record);
  const Number length = record.size() - sizeof length;
  std::memcpy(record.data(), &length, sizeof length);
  add(Checksum{crc32(std::span(record).subspan(sizeof length))});
}

std::vector<std::byte> log_start(const LogHead& head) {
  const std::string text = head_to_json(head);
  const std::span<const std::byte> signature = std::as_bytes(std::span(log_signature));
  std::vector<std::byte> bytes(signature.begin(), signature.end());
  std::vector<std::byte> record;
  const auto put_text = [&text](std::vector<std::byte>& content) {
    const std::span<const std::byte> letters = std::as_bytes(std::span(text));
    content.insert(content.end(), letters.begin(), letters.end());
  };
  make_log_record(head.run, 0, put_text, record);
  bytes.insert(bytes.end(), record.begin(), record.end());
  return bytes;
}

LogReader::LogReader(const LockedFile& file) : file_(file), size_(file.size()) { read_head(nullptr); }

LogReader::LogReader(const LockedFile& file, const LogHead& expected) : file_(file), size_(file.size()) {
  read_head(&expected);
}

void LogReader::read_head(const LogHead* expected) {
  std::string start(std::min<std::uint64_t>(size_, log_signature.size()), '\0');
  if (!read(0, start.data(), start.size())) {
    start.clear();
  }
  if (!log_signature.starts_with(start)) {
    if (expected && !start.starts_with(any_log_signature) && replace_head(*expected)) {
      return;
    }
    throw InputError(start.starts_with(any_log_signature)
                         ? fmt::format("{} is the log of another version of this program: go on with that one, or "
                                       "remove it",
                                       file_.path().string())
                         : fmt::format("{} is no log of an interrupted run", file_.path().string()));
  }
  empty_ = start.size() < log_signature.size();
  std::optional<Record> found = empty_ ? std::nullopt : record(start.size());
  Number run = 0;
  if (!found || found->number != 0 || !read(start.size() + sizeof(Number), &run, sizeof run)) {
    static_cast<void>(expected && replace_head(*expected));
    return;
  }
  try {
    head_ = head_from_json({reinterpret_cast<const char*>(found->content.data()), found->content.size()}, run);
  } catch (const nlohmann::json::exception&) {
    throw InputError(fmt::format("{} is the log of another version of this program: go on with that one, or remove it",
                                 file_.path().string()));
  }
  end_ = found->end;
  records_ = 1;
}

bool LogReader::replace_head(const LogHead& expected) {
  const std::uint32_t digest = digest_of(expected);
  constexpr std::uint64_t before = 2 * sizeof(Number) - sizeof digest;  // of the digest in a record: length, drawn bits
  std::optional<std::uint64_t> digits = find(bytes_of(digest), log_signature.size());
  for (; digits; digits = find(bytes_of(digest), *digits + 1)) {
    const std::uint64_t place = *digits - std::min(*digits, before);
    const std::optional<Record> found = record(place);
    Number run = 0;
    if (found && found->number > 0 && read(place + sizeof(Number), &run, sizeof run)) {
      head_ = expected;
      head_->run = run;
      end_ = log_signature.size();
      records_ = 1;
      replaced_ = true;
      return true;
    }
  }
  return false;
}

bool LogReader::read(std::uint64_t place, void* data, std::size_t size) const {
  auto* to = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = ::pread(file_.descriptor(), to, size, static_cast<off_t>(place));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      throw SystemError(fmt::format("cannot read {}: {}", file_.path().string(), reason_of(errno)));
    }
    if (got == 0) {
      return false;
    }
    to += got;
    place += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<LogReader::Record> LogReader::record(std::uint64_t place) const {
  Number length = 0;
  if (size_ < place + frame_size || !read(place, &length, sizeof length) || length < 2 * sizeof(Number) ||
      length > size_ - place - frame_size) {
    return std::nullopt;
  }
  std::vector<std::byte> payload(length);
  Checksum checksum = 0;
  if (!read(place + sizeof length, payload.data(), length) ||
      !read(place + sizeof length + length, &checksum, sizeof checksum) || checksum != crc32(payload)) {
    return std::nullopt;
  }
  Record found;
  Number run = 0;
  std::memcpy(&run, payload.data(), sizeof run);
  std::memcpy(&found.number, payload.data() + sizeof run, sizeof found.number);
  if (head_ && run != head_->run) {
    throw InputError(
        fmt::format("{} holds blocks of two runs and cannot be gone on with: remove it", file_.path().string()));
  }
  found.content.assign(payload.begin() + 2 * sizeof(Number), payload.end());
  found.end = place + frame_size + length;
  return found;
}

std::optional<std::uint64_t> LogReader::find(std::string_view wanted, std::uint64_t from) const {
  constexpr std::uint64_t step = 1 << 20;
  std::string bytes;
  for (; from + wanted.size() <= size_; from += step) {
    bytes.resize(std::min(step + wanted.size() - 1, size_ - from));
    if (!read(from, bytes.data(), bytes.size())) {
      return std::nullopt;
    }
    if (const std::size_t found = bytes.find(wanted); found != std::string::npos) {
      return from + found;
    }
  }
  return std::nullopt;
}

std::optional<std::vector<std::byte>> LogReader::next() {
  if (!head_) {
    return std::nullopt;
  }
  std::optional<Record> found = record(end_);
  std::uint64_t place = end_;
  while (!found) {  // the number of the run stands behind the length of its records
    const std::optional<std::uint64_t> run = find(bytes_of(head_->run), place + sizeof(Number) + 1);
    if (!run) {
      return std::nullopt;
    }
    place = *run - sizeof(Number);
    found = record(place);
  }
  damaged_bytes_ += place - end_;
  if (found->number < records_ || (found->number > records_ && place == end_)) {
    throw InputError(fmt::format("{} is not as a run wrote it: record {} stands where {} should; remove it",
                                 file_.path().string(), found->number, records_));
  }
  missing_ += found->number - records_;
  records_ = found->number + 1;
  end_ = found->end;
  return std::move(found->content);
}

bool LogReader::end_is_damaged() const {
  Number length = 0;
  Number run = 0;
  if (size_ < end_ + 2 * sizeof(Number)) {
    return false;
  }
  return !read(end_, &length, sizeof length) || !read(end_ + sizeof length, &run, sizeof run) || run != head_->run ||
         length + frame_size <= size_ - end_;
}

}  // namespace convoyrisk::results
