package io.weft.testkit.sim;

import io.weft.testkit.ManualClock;
import io.weft.transport.Link;
import io.weft.transport.Receiver;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A node's place in the simulation, its company as it says, and what it has sent. */
final class SimulatedNode implements MeshModel.Place {
  private final int number;
  private final URI address;
  private final Agenda agenda;
  private final Town town;
  private final Random random;
  private final Set<Integer> company = new TreeSet<>();
  private MeshModel.@Nullable Inhabitant inhabitant;
  private boolean dead;
  long messages;
  long bytes;

  /** The other nodes, and what is between them. */
  interface Town {
    SimulatedNode node(int number);

    SimulatedLink.Weather weather();

    /** This node says that the other one has come to, or gone from, its company. */
    void changed(SimulatedNode node, int other, boolean joined);
  }

  SimulatedNode(int number, Agenda agenda, Town town, long seed) {
    this.number = number;
    this.address = URI.create("sim://node:" + number);
    this.agenda = agenda;
    this.town = town;
    this.random = new Random(seed);
  }

  void inhabit(MeshModel model) {
    inhabitant = model.start(number, this);
  }

  int number() {
    return number;
  }

  URI address() {
    return address;
  }

  boolean dead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  void told(int other) {
    inhabitant().told(other);
  }

  Set<Integer> company() {
    return company;
  }

  void sent(int size) {
    messages++;
    bytes += size;
  }

  @Override
  public ManualClock clock() {
    return agenda.clock;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void after(Duration pause, Runnable step) {
    agenda.at(
        agenda.now() + pause.toNanos(),
        () -> {
          if (!dead) {
            step.run();
          }
        });
  }

  @Override
  public Link dial(int other, Receiver receiver) {
    SimulatedNode there = town.node(other);
    SimulatedLink here = new SimulatedLink(agenda, this, there, town.weather());
    SimulatedLink far = new SimulatedLink(agenda, there, this, town.weather());
    here.receiver(receiver);
    here.connect(far);
    far.connect(here);
    // Before the first frame arrives, which takes the latency.
    agenda.at(
        agenda.now(),
        () -> {
          if (!there.dead) {
            far.receiver(there.inhabitant().accepted(number, far));
          }
        });
    return here;
  }

  @Override
  public void joined(int other) {
    if (company.add(other)) {
      town.changed(this, other, true);
    }
  }

  @Override
  public void left(int other) {
    if (company.remove(other)) {
      town.changed(this, other, false);
    }
  }

  private MeshModel.Inhabitant inhabitant() {
    MeshModel.Inhabitant lives = inhabitant;
    if (lives == null) {
      throw new IllegalStateException("node " + number + " has not started");
    }
    return lives;
  }
}
