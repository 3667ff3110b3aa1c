package io.weft.node.access;

import io.weft.node.NodeId;
import io.weft.trust.AccessPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether another node may call an action: the service itself, the rules of the configuration and
 * each policy that is registered must allow it. While nobody has anything to say about it, the
 * question costs two reads; otherwise no lock and, if the call is allowed, no garbage of its own.
 * Safe on every thread.
 */
public final class Permissions {
  private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);

  private static final AccessPolicy[] NONE = {};

  private final AccessRules rules;
  private final Function<NodeId, Set<String>> roles;
  private final Refusals refusals;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<AccessPolicy> added = new ArrayList<>();
  private final Runnable publish = this::publish; // one object, to be found again
  private final AtomicLong failures = new AtomicLong();
  private volatile AccessPolicy[] policies = NONE;

  /**
   * @param roles what a node says it is; called on readers
   * @param onRefusal told of the caller of each refused call, on its reader; must not block
   */
  public Permissions(
      AccessRules rules, Function<NodeId, Set<String>> roles, Consumer<NodeId> onRefusal) {
    this.rules = rules;
    this.roles = roles;
    this.refusals = new Refusals(onRefusal);
    rules.watch(publish);
    publish();
  }

  /** From now on this one is asked as well. */
  public void add(AccessPolicy policy) {
    changing.lock();
    try {
      added.add(policy);
      publish();
    } finally {
      changing.unlock();
    }
  }

  /** It is not asked any more; a call that it is asked about at the moment is decided by it. */
  public void remove(AccessPolicy policy) {
    changing.lock();
    try {
      added.remove(policy);
      publish();
    } finally {
      changing.unlock();
    }
  }

  /** The node stops; the rules may outlive it. */
  public void close() {
    rules.forget(publish);
  }

  private void publish() {
    changing.lock();
    try {
      List<AccessPolicy> all = new ArrayList<>();
      if (!rules.allowsAll()) {
        all.add(rules);
      }
      all.addAll(added);
      policies = all.toArray(AccessPolicy[]::new);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Why a node may not call an action, for people; {@code null} if it may.
   *
   * @param callers whom the service itself lets in
   */
  public @Nullable String refusal(NodeId caller, Callers callers, String path, String action) {
    AccessPolicy[] all = policies;
    if (all.length == 0 && callers.everyone()) {
      return null;
    }
    Set<String> known = roles.apply(caller);
    if (!callers.include(caller, known)) {
      return refuse(caller, known, path, action, "the service lets in " + callers);
    }
    for (AccessPolicy policy : all) {
      Optional<String> why = ask(policy, caller, known, path, action);
      if (why.isPresent()) {
        return refuse(caller, known, path, action, why.get());
      }
    }
    return null;
  }

  /** A policy that fails has not allowed anything. */
  private Optional<String> ask(
      AccessPolicy policy, NodeId caller, Set<String> roles, String path, String action) {
    try {
      return policy.refusal(caller, roles, path, action);
    } catch (RuntimeException | LinkageError e) { // a bundle that goes while it runs
      if (Long.bitCount(failures.incrementAndGet()) == 1) { // the first, the second, the fourth
        LOG.warn("the access policy {} failed: the call is refused", policy.getClass(), e);
      }
      return Optional.of("an access policy of that node failed; its log says why");
    }
  }

  private String refuse(NodeId caller, Set<String> known, String path, String action, String why) {
    String text =
        "node "
            + caller.shortText()
            + (known.isEmpty()
                ? " (without roles)"
                : " (roles: " + String.join(", ", new TreeSet<>(known)) + ")")
            + " may not call "
            + path
            + " "
            + action
            + ": "
            + why
            + "; other roles for the caller or other rules there would allow it";
    refusals.add(caller, path, text);
    return text;
  }
}
