#include "experiment/run/mpi_run.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <chrono>
#include <limits>
#include <system_error>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/stop.hpp"
#include "experiment/summary/block_bytes.hpp"

namespace convoyrisk::experiment {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A ticket travels as a block of which nothing new is done.
std::vector<std::byte> to_bytes(Ticket&& ticket) {
  return to_bytes(Block{ticket.index, 0, std::move(ticket.begun), {}});
}

/// No bytes are no ticket.
std::optional<Ticket> ticket_from_bytes(std::span<const std::byte> bytes) {
  if (bytes.empty()) {
    return std::nullopt;
  }
  Block block = block_from_bytes(bytes);
  return Ticket{block.index, std::move(block.sums)};
}

std::string host() {
  std::string name(MPI_MAX_PROCESSOR_NAME, '\0');
  int length = 0;
  MPI_Get_processor_name(name.data(), &length);
  name.resize(static_cast<std::size_t>(length));
  return name;
}

}  // namespace

enum class MpiJob::Tag : int { introduction, request, block, failure, wrong_input, farewell, ticket, stop, any };

struct MpiJob::Message {
  int rank = 0;
  Tag tag = Tag::farewell;
  std::vector<std::byte> bytes;
};

MpiJob::MpiJob() {
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  helping_ = rank_ == 0 ? size - 1 : 0;
  blocks_.resize(static_cast<std::size_t>(size));
  stopped_.resize(static_cast<std::size_t>(size));
  if (provided < MPI_THREAD_SERIALIZED) {
    MPI_Finalize();
    throw SystemError("this MPI library lets only one thread call it; MPI_THREAD_SERIALIZED is needed");
  }
  if (rank_ != 0) {
    host_ = host();
    listen();
  }
}

MpiJob::~MpiJob() {
  if (rank_ == 0 && !ended_) {
    failed_ = true;
    serve({}, nullptr);
  }
  end();
}

void MpiJob::end() {
  if (!std::exchange(ended_, true)) {
    MPI_Finalize();
  }
}

Results MpiJob::run(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep, Begun begun,
                    std::int64_t end_block, const Observer& observer, const std::atomic<bool>* stop,
                    const Objection& objection) {
  BlockMerger merger(plan, std::move(begun), end_block, observer, stop);
  merger_ = &merger;
  std::thread service;
  try {
    service = std::thread([&] { serve(objection, stop); });
  } catch (const std::system_error& error) {
    merger_ = nullptr;  // the others are sent away by the destructor
    throw SystemError(fmt::format("cannot start the thread that serves other ranks: {}", error.code().message()));
  }
  try {
    simulate_blocks(
        plan, worlds, threads, keep, [&] { return next(); }, [&](Block&& simulated) { put(std::move(simulated), 0); });
  } catch (...) {
    fail(std::current_exception());
  }
  service.join();
  merger_ = nullptr;
  end();
  if (failure_) {
    std::rethrow_exception(failure_);
  }
  return merger.take();
}

std::optional<Ticket> MpiJob::next() { return merger_ == nullptr || failed_ ? std::nullopt : merger_->next(); }

void MpiJob::put(Block&& simulated, int rank) {
  if (merger_ == nullptr || failed_) {
    return;
  }
  merger_->put(std::move(simulated));
  const std::lock_guard lock(mutex_);
  ++blocks_[static_cast<std::size_t>(rank)];
}

void MpiJob::fail(std::exception_ptr failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) {
    failure_ = std::move(failure);
  }
  failed_ = true;
}

/// Until all others have left. A blocking receive of Open MPI keeps a core busy, which here belongs to the simulation.
void MpiJob::serve(const Objection& objection, const std::atomic<bool>* stop) {
  constexpr std::chrono::microseconds pause(100);
  while (helping_ > 0) {
    if (failed_ || (stop != nullptr && stop->load())) {
      for (std::size_t rank = 1; rank < stopped_.size(); ++rank) {
        this->stop(static_cast<int>(rank));
      }
    }
    if (!has_arrived(MPI_ANY_SOURCE, Tag::any)) {
      std::this_thread::sleep_for(pause);
      continue;
    }
    try {
      answer(receive(MPI_ANY_SOURCE, Tag::any), objection);
    } catch (...) {
      fail(std::current_exception());
    }
  }
}

void MpiJob::answer(const Message& message, const Objection& objection) {
  const auto text = [&message] { return fmt::format("rank {} {}", message.rank, text_of(message.bytes)); };
  switch (message.tag) {
    case Tag::introduction: {
      const std::string reason = objection ? objection(text_of(message.bytes)) : "";
      if (!reason.empty()) {
        throw InputError(fmt::format("rank {} does not take part in the same run: {}", message.rank, reason));
      }
      return;
    }
    case Tag::request: {
      std::optional<Ticket> ticket = next();
      send(message.rank, Tag::ticket, ticket ? to_bytes(std::move(*ticket)) : std::vector<std::byte>());
      return;
    }
    case Tag::block:
      put(block_from_bytes(message.bytes), message.rank);
      return;
    case Tag::wrong_input:
      let_go(message.rank);
      throw InputError(text());
    case Tag::failure:
      let_go(message.rank);
      throw SystemError(text());
    default:
      let_go(message.rank);
  }
}

/// Whoever leaves waits for this, so that no message is under way when MPI ends.
void MpiJob::let_go(int rank) {
  --helping_;
  stop(rank);
}

void MpiJob::stop(int rank) {
  if (!stopped_[static_cast<std::size_t>(rank)]) {
    stopped_[static_cast<std::size_t>(rank)] = true;
    send(rank, Tag::stop, {});
  }
}

/// Where no thread can be made, blocks are worked to their ends.
void MpiJob::listen() {
  static constexpr std::chrono::milliseconds pause(5);
  try {
    listener_ = std::thread([this] {
      while (!is_stopped()) {
        std::this_thread::sleep_for(pause);
      }
      stop_is_wanted = true;
    });
  } catch (const std::system_error&) {
    return;
  }
}

bool MpiJob::is_stopped() {
  const std::lock_guard lock(mutex_);
  return has_arrived(0, Tag::stop);
}

void MpiJob::help(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep,
                  const std::string& introduction) {
  say(Tag::introduction, bytes_of(introduction));
  const auto ask = [this]() -> std::optional<Ticket> {
    const std::lock_guard lock(mutex_);
    send(0, Tag::request, {});
    return ticket_from_bytes(receive(0, Tag::ticket).bytes);
  };
  const auto put = [this](Block&& simulated) { say(Tag::block, to_bytes(simulated)); };
  simulate_blocks(plan, worlds, threads, keep, ask, put);
}

void MpiJob::leave(const std::exception_ptr& failure) {
  const auto tell = [this](Tag tag, const char* what) { say(tag, bytes_of(fmt::format("on {}: {}", host_, what))); };
  try {
    if (failure) {
      std::rethrow_exception(failure);
    }
    say(Tag::farewell, {});
  } catch (const Stopped&) {
    say(Tag::farewell, {});
  } catch (const InputError& error) {
    tell(Tag::wrong_input, error.what());
  } catch (const std::exception& error) {
    tell(Tag::failure, error.what());
  }
  if (listener_.joinable()) {
    listener_.join();
  }
  static_cast<void>(receive(0, Tag::stop));
  end();
}

void MpiJob::say(Tag tag, std::span<const std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  send(0, tag, bytes);
}

bool MpiJob::has_arrived(int rank, Tag tag) {
  int arrived = 0;
  MPI_Iprobe(rank, tag == Tag::any ? MPI_ANY_TAG : static_cast<int>(tag), MPI_COMM_WORLD, &arrived, MPI_STATUS_IGNORE);
  return arrived != 0;
}

void MpiJob::send(int rank, Tag tag, std::span<const std::byte> bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw SystemError(fmt::format("a block of {:.1f} GB is too large for an MPI message; run shards instead (--blocks)",
                                  static_cast<double>(bytes.size()) / 1e9));
  }
  MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, rank, static_cast<int>(tag), MPI_COMM_WORLD);
}

/// Waits for what comes next of it.
MpiJob::Message MpiJob::receive(int rank, Tag tag) {
  MPI_Message handle = MPI_MESSAGE_NULL;
  MPI_Status status;
  MPI_Mprobe(rank, tag == Tag::any ? MPI_ANY_TAG : static_cast<int>(tag), MPI_COMM_WORLD, &handle, &status);
  int length = 0;
  MPI_Get_count(&status, MPI_BYTE, &length);
  Message message{status.MPI_SOURCE, static_cast<Tag>(status.MPI_TAG),
                  std::vector<std::byte>(static_cast<std::size_t>(length))};
  MPI_Mrecv(message.bytes.data(), length, MPI_BYTE, &handle, MPI_STATUS_IGNORE);
  return message;
}

}  // namespace convoyrisk::experiment
