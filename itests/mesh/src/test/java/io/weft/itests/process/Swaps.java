package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import java.net.URI;
import java.nio.file.Path;

/** The ways in which a bundle of a running node is swapped, by its commands. */
enum Swaps {
  UPDATED {
    @Override
    void run(RunningNode node, String bundle) {
      change(node, "update", bundle);
    }
  },
  RESTARTED {
    @Override
    void run(RunningNode node, String bundle) {
      change(node, "stop", bundle);
      change(node, "start", bundle);
    }
  },
  REINSTALLED {
    @Override
    void run(RunningNode node, String bundle) {
      String jar = jar(node, bundle);
      change(node, "uninstall", bundle);
      change(node, "install", jar);
      change(node, "start", bundle);
    }
  };

  /** Swaps it; returns when the bundle is active again. */
  abstract void run(RunningNode node, String bundle);

  private static void change(RunningNode node, String action, String bundle) {
    Answer changed = node.ask("bundles", action, bundle, "--json");
    assertThat(changed.exit()).as(changed + "\n" + node.log()).isZero();
  }

  private static String jar(RunningNode node, String bundle) {
    for (JsonNode each : node.ask("bundles", "--json").json()) {
      if (each.path("name").asText().equals(bundle)) {
        String location = each.path("location").asText();
        return Path.of(URI.create(location.substring(location.indexOf("file:")))).toString();
      }
    }
    throw new AssertionError(node.name() + " has no " + bundle);
  }
}
