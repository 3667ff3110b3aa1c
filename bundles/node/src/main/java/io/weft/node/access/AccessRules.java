package io.weft.node.access;

import io.weft.node.NodeId;
import io.weft.trust.AccessPolicy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the configuration. The node needs it before it answers anybody: there is no moment
 * in which it runs without its rules, and rules that cannot be read at the start keep it from
 * starting. Rules that cannot be read later leave those before in force. Safe on every thread.
 */
@Component(service = AccessRules.class, configurationPid = "io.weft.access")
@Designate(ocd = AccessSettings.class)
public final class AccessRules implements AccessPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(AccessRules.class);

  private final CopyOnWriteArrayList<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile RuleBook book;

  /** No rules: everyone may call everything. */
  public AccessRules() {
    this.book = RuleBook.EMPTY;
  }

  /**
   * These rules.
   *
   * @throws IllegalArgumentException if they cannot be read; the message shows which one and why
   */
  @Activate
  public AccessRules(AccessSettings settings) {
    try {
      book = RuleBook.read(settings.rules(), settings.otherwise());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("io.weft.access: " + e.getMessage(), e);
    }
  }

  @Modified
  void modified(AccessSettings settings) {
    try {
      take(RuleBook.read(settings.rules(), settings.otherwise()));
    } catch (IllegalArgumentException e) {
      LOG.warn("io.weft.access: {}; the rules before it stay in force", e.getMessage());
    }
  }

  /**
   * Other rules from now on.
   *
   * @throws IllegalArgumentException if they cannot be read; then nothing has changed
   */
  public void change(String rules, String otherwise) {
    take(RuleBook.read(rules, otherwise));
  }

  private void take(RuleBook next) {
    book = next;
    watchers.forEach(Runnable::run);
    LOG.info(
        "io.weft.access: {} rules are in force, otherwise {}",
        next.rules().size(),
        next.otherwise() ? "everyone" : "nobody");
  }

  /** Whether nobody is ever refused: then nobody has to be asked. */
  boolean allowsAll() {
    return book.allowsAll();
  }

  /** Told when there are other rules. */
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  /** No longer. */
  void forget(Runnable watcher) {
    watchers.remove(watcher);
  }

  @Override
  public Optional<String> refusal(NodeId caller, Set<String> roles, String path, String action) {
    return book.refusal(caller, roles, path, action);
  }
}
