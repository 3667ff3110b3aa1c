package io.weft.discovery.gossip;

import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks with one connected node after another, so that all know the records of all. All methods are
 * called by one thread, on which the {@link Post} calls back too; nothing blocks.
 */
final class Gossip implements Talk {
  private static final Logger LOG = LoggerFactory.getLogger(GossipDiscovery.class);

  /** How often {@link #tick} is called. */
  static final Duration TICK = Duration.ofSeconds(1);

  /** A new peer says a moment after the link that it gossips. */
  private static final Duration GREETED_AFTER = Duration.ofMillis(100);

  /** Urgent news go to so many at once, and again with each tick. */
  private static final int SPREAD = 2;

  /** So often in a minute, and some more at once: where much happens, news travels in company. */
  private static final int SPREADS_A_MINUTE = 30;

  private static final int SPREADS_AT_ONCE = 10;

  /** New peers that are greeted in a tick. */
  private static final int GREETINGS = 4;

  /** Ticks after which a new peer that has not said that it gossips is taken not to. */
  private static final int STRANGE_FOR = 30;

  /** If nobody has agreed with this node for so long, something was missed. */
  private static final Duration UNEASY = Duration.ofMinutes(1);

  /** Ticks between two looks at all that the node knows. */
  private static final int RECONCILED_EACH = 60;

  /** Path, action and numbers of a request, TLS, roughly: what a message costs besides itself. */
  static final int OVERHEAD_BYTES = 90;

  private final Self self;
  private final SightingSink sink;
  private final Records records;
  private final Post post;
  private final Settings settings;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Members members;
  private final Fetching fetching;
  private final Answering answering;
  private final Budget asks;
  private final Budget spreads;
  private final Partners partners;
  private final Map<NodeId, Integer> strangers = new HashMap<>();
  private @Nullable Comparison comparison;
  private long nextChatNanos;
  private long agreedNanos;
  private int ticks;
  private boolean spreading;

  /**
   * How it talks.
   *
   * @param interval between two conversations that this node begins
   * @param bytesAMinute that it says of its own accord, and that it answers each other one
   * @param newcomerBytes that it answers each other one once above that
   */
  record Settings(Duration interval, long bytesAMinute, long newcomerBytes) {}

  Gossip(
      Self self,
      SightingSink sink,
      Records records,
      Post post,
      Settings settings,
      LongSupplier nanos,
      RandomGenerator random) {
    this.self = self;
    this.sink = sink;
    this.records = records;
    this.post = post;
    this.settings = settings;
    this.nanos = nanos;
    this.random = random;
    long now = nanos.getAsLong();
    this.members = new Members(self, sink, records, nanos);
    this.fetching = new Fetching(members, this);
    this.answering = new Answering(members, records, settings, now);
    this.partners = new Partners(settings, nanos, random);
    this.asks = new Budget(settings.bytesAMinute(), 4 * settings.bytesAMinute(), now);
    this.spreads = new Budget(SPREADS_A_MINUTE, SPREADS_AT_ONCE, now);
    this.agreedNanos = now;
    this.nextChatNanos = now + random.nextLong(settings.interval().toNanos());
  }

  /** Takes in whoever is connected already. */
  void start() {
    members.reconcile();
    greetSoon();
  }

  Members members() {
    return members;
  }

  // ---- what happens to this node

  void refresh() {
    members.refresh();
    spreadSoon();
  }

  void linked(NodeId peer) {
    members.linked(peer);
    strangers.put(peer, 0);
    post.later(GREETED_AFTER, this::greet);
    spreadSoon();
  }

  void unlinked(NodeId peer, boolean lost) {
    strangers.remove(peer);
    members.unlinked(peer, lost);
  }

  void left(NodeId peer, boolean goodbye) {
    strangers.remove(peer);
    members.left(peer, goodbye);
    spreadSoon();
  }

  // ---- time passes

  void tick() {
    members.renewLeases();
    if (++ticks % RECONCILED_EACH == 0) {
      members.reconcile();
    }
    if (members.callIfDue()) {
      spread();
    }
    greet();
    if (members.news().urgent()) {
      spread();
    }
    if (nanos.getAsLong() - nextChatNanos >= 0) {
      boolean hurry = members.isCalling();
      long pause = settings.interval().toNanos() / (hurry ? 2 : 1);
      nextChatNanos = nanos.getAsLong() + pause - pause / 8 + random.nextLong(pause / 4);
      byte[] marks = hurry ? Marks.of(members.roster()) : Marks.NONE;
      partners
          .choose(1, post.partners())
          .forEach(partner -> chat(partner, members.news().tell(Chat.MAX_NEWS), marks));
    }
  }

  private void greetSoon() {
    for (Records.Known known : records.known()) {
      if (known.connected()) {
        strangers.put(known.record().id(), 0);
      }
    }
    post.later(GREETED_AFTER, this::greet);
  }

  private void greet() {
    if (strangers.isEmpty()) {
      return;
    }
    List<NodeId> there = new ArrayList<>(post.partners());
    there.retainAll(strangers.keySet());
    for (NodeId each : there.subList(0, Math.min(GREETINGS, there.size()))) {
      strangers.remove(each);
      chat(partners.of(each));
    }
    strangers.replaceAll((peer, ticks) -> ticks + 1);
    strangers.values().removeIf(ticks -> ticks > STRANGE_FOR);
  }

  private void spreadSoon() {
    if (!spreading && members.news().urgent()) {
      spreading = true;
      post.later(
          GREETED_AFTER,
          () -> {
            spreading = false;
            if (members.news().urgent()) {
              spread();
            }
          });
    }
  }

  private void spread() {
    if (spreads.take(1, nanos.getAsLong())) {
      partners.choose(SPREAD, post.partners()).forEach(this::chat);
    }
  }

  // ---- conversations

  private void chat(Partner partner) {
    chat(partner, members.news().tell(Chat.MAX_NEWS), Marks.NONE);
  }

  /**
   * @param marks with those of the answer, they say who is there; none: that is not asked
   */
  private void chat(Partner partner, List<Item> news, byte[] marks) {
    ask(
        partner,
        Chat.ACTION,
        answering.chat(news, marks).encode(),
        new Answered() {
          @Override
          public void with(byte[] answer) throws Garbled {
            Chat chat = Chat.decode(answer);
            heard(partner, chat);
            if (marks.length > 0 && chat.epoch() == members.call().epoch()) {
              members.call().asked(chat.marks().length > 0);
              takeMarks(chat);
            }
          }

          @Override
          public void atLast(boolean answered) {
            spreadSoon();
          }
        });
  }

  private void takeMarks(Chat chat) throws Garbled {
    if (chat.marks().length > 0) {
      Marks.merge(chat.marks(), members.roster());
    }
  }

  private void heard(Partner partner, Chat chat) {
    listen(partner, chat);
    long now = nanos.getAsLong();
    int here = members.roster().size();
    if (chat.digest() == members.roster().digest(Prefix.ROOT)) {
      agreedNanos = now;
      return;
    }
    boolean behind = chat.members() > here + Math.max(16, here / 8);
    boolean uneasy = now - agreedNanos >= UNEASY.toNanos();
    if ((behind || uneasy) && comparison == null && !fetching.isBusy() && partner.mayCompare(now)) {
      compare(partner);
    }
  }

  /** What is new in what somebody says, whether it asks or answers. */
  private void listen(Partner partner, Chat chat) {
    if (members.call().hear(chat.epoch(), nanos.getAsLong())) {
      members.called();
      spread();
    }
    for (Item item : chat.news()) {
      if (item.kind() == Item.Kind.GONE) {
        members.farewell(item);
      } else {
        fetching.fetch(partner, item, chat.epoch(), true);
      }
    }
  }

  private void compare(Partner partner) {
    Comparison began =
        new Comparison(
            partner,
            members,
            fetching,
            this,
            () -> {
              Comparison ended = comparison;
              comparison = null;
              agreedNanos = nanos.getAsLong(); // give what was found the time to arrive
              partner.compared(ended != null && ended.useful(), nanos.getAsLong());
            });
    comparison = began;
    began.next();
  }

  /**
   * Answers somebody.
   *
   * @throws Garbled if it cannot be read
   * @throws Busy if it has been told enough for the moment
   */
  byte[] answer(NodeId caller, String action, byte[] body) throws Garbled, Busy {
    Partner partner = partners.of(caller);
    long now = nanos.getAsLong();
    if (partner.paused(now) && !partner.answers.has(0, now)) {
      throw new Busy("nothing more is said to " + caller.shortText() + " for a while");
    }
    byte[] answer;
    if (action.equals(Chat.ACTION)) {
      Chat chat = Chat.decode(body);
      if (!partner.paused(now)) {
        listen(partner, chat);
      }
      answer = answering.chat(chat);
      spreadSoon();
    } else {
      answer = answering.to(caller, action, body);
    }
    int effort = action.equals(PageAsk.ACTION) ? Answering.SQUEEZING_BYTES : 0;
    answering.pay(partner, answer.length + OVERHEAD_BYTES + effort, now);
    return answer;
  }

  // ---- for the parts of a conversation

  @Override
  public void ask(Partner partner, String action, byte[] body, Answered then) {
    if (!asks.take(body.length + OVERHEAD_BYTES, nanos.getAsLong())) {
      then.atLast(false);
      return;
    }
    post.ask(partner.id, action, body)
        .whenComplete(
            (answer, failure) -> {
              boolean good = failure == null && read(partner, answer, then);
              if (failure != null) {
                partner.away(nanos.getAsLong());
              }
              then.atLast(good);
            });
  }

  private boolean read(Partner partner, byte[] answer, Answered then) {
    try {
      then.with(answer);
      sink.recovered(placeOf(partner));
      return true;
    } catch (Garbled e) {
      partner.wrong(nanos.getAsLong());
      sink.failed(placeOf(partner), e.getMessage() + "; it is asked less until it makes sense");
      return false;
    } catch (RuntimeException e) { // a stage would keep it to itself, and the question for ever
      LOG.error("gossip goes on after a fault of its own", e);
      return false;
    }
  }

  @Override
  public void tell(Partner partner, List<Item> items) {
    chat(partner, items, Marks.NONE);
  }

  @Override
  public void later(Duration delay, Runnable task) {
    post.later(delay, task);
  }

  @Override
  public boolean isPaused(Partner partner) {
    return partner.paused(nanos.getAsLong());
  }

  @Override
  public byte[] ownRecord() {
    return self.signedRecord();
  }

  @Override
  public String placeOf(Partner partner) {
    Optional<String> name = records.find(partner.id).map(known -> known.record().name());
    return "peer " + name.orElse("") + " (" + partner.id.shortText() + ")";
  }

  @Override
  public void judge(Partner partner, int refused) {
    if (refused > 0) {
      partner.wrong(nanos.getAsLong());
    } else {
      partner.good();
    }
  }
}
