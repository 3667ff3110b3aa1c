package io.weft.house;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import org.assertj.core.api.AbstractAssert;

/** Classes that break the rules of dependencies, for a made-up repository. */
final class Inhabitants {
  private Inhabitants() {}

  /** A contract that knows a library. */
  interface Contract {
    AbstractAssert<?, ?> check();
  }

  /** A node that knows the contract, as it may. */
  static final class Node {
    Contract contract;
  }

  /** A plug-in that knows the node, and reads what it should not. */
  static final class Plugin {
    Node node;

    Object read(InputStream in) throws IOException, ClassNotFoundException {
      try (ObjectInputStream objects = new ObjectInputStream(in)) {
        return objects.readObject();
      }
    }
  }
}
