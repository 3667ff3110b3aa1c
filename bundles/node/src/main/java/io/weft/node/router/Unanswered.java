package io.weft.node.router;

import io.weft.exchange.PayloadException;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestException.Try;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Whom;
import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.node.directory.RemotePath;
import io.weft.node.directory.ServiceDirectory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says why there is no answer: what was looked at, what was tried, and what to do. */
final class Unanswered {

  /** Nodes that are named in a message. */
  private static final int NAMED = 8;

  private final ServiceDirectory directory;

  Unanswered(ServiceDirectory directory) {
    this.directory = directory;
  }

  /** An option cannot be used. */
  static RequestException badOption(String path, String action, String what) {
    return new RequestException(
        Outcome.NOT_SENT, Reason.BAD_OPTIONS, path + " " + action + " was not asked: " + what);
  }

  /** The parameters cannot be sent. */
  static RequestException notEncodable(PayloadException e) {
    return new RequestException(
        Outcome.NOT_SENT, Reason.NOT_ENCODABLE, String.valueOf(e.getMessage()), e);
  }

  /** The node that was asked last gave no answer, and no other is asked. */
  static RequestException ended(List<Try> before, Try last, Optional<URI> link) {
    List<Try> all = new ArrayList<>(before);
    all.add(last);
    boolean unknown = all.stream().anyMatch(each -> each.outcome() == Outcome.UNKNOWN);
    return new RequestException(
        unknown ? Outcome.UNKNOWN : Outcome.NOT_SENT,
        last.reason(),
        before.isEmpty() ? last.how() : last.how() + "; before that: " + describe(before),
        all,
        link);
  }

  /** All that may be asked were. */
  static RequestException tried(String path, String action, List<Try> tries, Optional<URI> link) {
    Try last = tries.get(tries.size() - 1);
    for (Try each : tries) {
      if (each.outcome() == Outcome.UNKNOWN) {
        last = each;
      }
    }
    boolean unknown = last.outcome() == Outcome.UNKNOWN;
    return new RequestException(
        last.outcome(),
        last.reason(),
        path
            + " "
            + action
            + (unknown ? " may have been carried out, nobody knows: " : " was not carried out: ")
            + describe(tries),
        tries,
        link);
  }

  /** Such as {@code 5xk3abcd: no service; 7hq2wxyz: overloaded}. */
  static String describe(List<Try> tries) {
    return tries.stream().map(Try::toString).collect(Collectors.joining("; "));
  }

  /** Nobody may be asked. */
  RequestException nobody(String path, String action, RequestOptions options) {
    Whom whom = options.whom();
    RemotePath known = directory.remotePath(path);
    if (whom.target().isPresent()
        && directory.remote(whom.target().get()).stream()
            .noneMatch(service -> service.description().path().equals(path))) {
      return noService(
          "node " + whom.target().get().shortText() + " offers no service \"" + path + "\" now");
    }
    if (known == null && !directory.offers(path)) {
      return noService(nowhere(path, where(whom)));
    }
    boolean declared =
        directory.routes().get(path, action) != null
            || (known != null && known.entries().stream().anyMatch(each -> each.offers(action)));
    if (!declared) {
      return new RequestException(
          Outcome.NOT_SENT,
          Reason.NO_ACTION,
          "service "
              + path
              + " has no action \""
              + action
              + "\" on "
              + where(whom)
              + Actions.known(directory, path));
    }
    String there = there(path, known);
    if (whom.versions().isPresent()) {
      return noService(
          "no version of service \""
              + path
              + "\" in the range "
              + whom.versions().get()
              + " on "
              + where(whom)
              + there);
    }
    if (whom.role().isPresent()) {
      return noService("no service \"" + path + "\" on " + where(whom) + there);
    }
    return noService(nowhere(path, where(whom)));
  }

  private static RequestException noService(String text) {
    return new RequestException(Outcome.NOT_SENT, Reason.NO_SERVICE, text);
  }

  private static String where(Whom whom) {
    String node = whom.target().map(id -> "node " + id.shortText()).orElse("any node");
    return whom.role().map(role -> node + " with the role " + role).orElse(node);
  }

  /** Such as {@code ; there are 1.0.0 here, 2.1.0 on 7hq2wxyz}. */
  private String there(String path, @Nullable RemotePath known) {
    Stream<String> here =
        directory.local().stream()
            .map(Service::description)
            .filter(each -> each.path().equals(path))
            .map(each -> each.version() + " here");
    Stream<String> elsewhere =
        known == null
            ? Stream.empty()
            : known.entries().stream()
                .map(each -> each.description().version() + " on " + each.node().shortText());
    List<String> all = Stream.concat(here, elsewhere).limit(NAMED + 1L).toList();
    String named = all.stream().limit(NAMED).collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : "; there are " + named + (all.size() > NAMED ? ", …" : "");
  }

  private String nowhere(String path, String where) {
    List<NodeId> others =
        directory.remote().stream().map(service -> service.node()).distinct().toList();
    StringBuilder text = new StringBuilder();
    text.append("no service \"").append(path).append("\" on ").append(where);
    text.append(": looked at this node and ").append(others.size()).append(" others with services");
    if (!others.isEmpty()) {
      text.append(" (");
      text.append(String.join(", ", others.stream().limit(NAMED).map(NodeId::shortText).toList()));
      text.append(others.size() > NAMED ? ", …)" : ")");
    }
    return text.toString();
  }
}
