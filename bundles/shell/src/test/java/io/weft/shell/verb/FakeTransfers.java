package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.FileTransfers;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferListener;
import io.weft.transfer.TransferProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Transfers that are at once what a test says. */
final class FakeTransfers implements FileTransfers {
  final List<String> asked = new ArrayList<>();
  Transfer.State next = Transfer.State.DONE;
  private final List<Transfer> all = new ArrayList<>();

  private final class Fake implements Transfer {
    private final String id = "abcdefghijk" + (char) ('a' + all.size());
    private final Direction direction;
    private final NodeId peer;
    private final String name;
    private final State state = next;

    Fake(Direction direction, NodeId peer, String name) {
      this.direction = direction;
      this.peer = peer;
      this.name = name;
      all.add(this);
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Direction direction() {
      return direction;
    }

    @Override
    public NodeId peer() {
      return peer;
    }

    @Override
    public Optional<String> group() {
      return Optional.empty();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public State state() {
      return state;
    }

    @Override
    public String remark() {
      return "all is well";
    }

    @Override
    public TransferProgress progress() {
      return new TransferProgress(50, 100, 1, 25, Optional.of(Duration.ofSeconds(2)), Map.of());
    }

    @Override
    public CompletionStage<TransferProgress> progressThere() {
      return CompletableFuture.completedFuture(
          new TransferProgress(25, 100, 1, 25, Optional.empty(), Map.of()));
    }

    @Override
    public Optional<String> sha256() {
      return Optional.empty();
    }

    @Override
    public void pause() {
      asked.add("pause " + id);
    }

    @Override
    public void resume() {
      asked.add("resume " + id);
    }

    @Override
    public void cancel() {
      asked.add("cancel " + id);
    }

    @Override
    public void accept() {
      asked.add("accept " + id);
    }

    @Override
    public void refuse(String why) {
      asked.add("refuse " + id + " " + why);
    }

    @Override
    public CompletionStage<Transfer> completion() {
      return CompletableFuture.completedFuture(this);
    }
  }

  @Override
  public List<Transfer> sendToAll(List<Path> files, Collection<NodeId> to, SendOptions options) {
    return to.stream().map(each -> send(files, each, options)).toList();
  }

  @Override
  public List<Transfer> sendToRole(List<Path> files, String role, SendOptions options) {
    asked.add("role " + role);
    return List.of(send(files, new NodeId("r".repeat(NodeId.LENGTH - 1) + "a"), options));
  }

  @Override
  public Transfer send(List<Path> files, NodeId to, SendOptions options) {
    if (files.contains(Path.of("/nothing"))) {
      throw new TransferException(TransferException.Reason.NOT_FOUND, "there is no file");
    }
    asked.add(
        "send "
            + files
            + " "
            + to
            + " "
            + options.sha256()
            + " "
            + options.permissions()
            + " "
            + options.maxBytesPerSecond());
    return new Fake(Transfer.Direction.OUT, to, files.get(0).getFileName().toString());
  }

  @Override
  public Transfer send(List<Path> files, String nodeName, SendOptions options) {
    throw new UnsupportedOperationException("no verb does that");
  }

  @Override
  public Transfer fetch(NodeId from, String path, Path into, FetchOptions options) {
    asked.add(
        "fetch "
            + from
            + " "
            + path
            + " "
            + into
            + " "
            + options.replace()
            + " "
            + options.offset()
            + " "
            + options.length());
    return new Fake(Transfer.Direction.IN, from, path);
  }

  @Override
  public List<Transfer> all() {
    return List.copyOf(all);
  }

  @Override
  public Optional<Transfer> find(String id) {
    return all.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  @Override
  public Watch watch(TransferListener listener) {
    return () -> {};
  }
}
