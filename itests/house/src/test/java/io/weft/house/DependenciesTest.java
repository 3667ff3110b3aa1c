package io.weft.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who uses whom, in this repository. */
class DependenciesTest {
  private static Dependencies dependencies;

  @BeforeAll
  static void read() {
    dependencies = new Dependencies(House.here());
  }

  @Test
  void bundlesWereRead() {
    assertThat(dependencies.bundles()).contains("api", "node", "netif.java", "testkit");
  }

  @Test
  void apiNeedsTheJdkAndOsgiOnly() {
    assertThat(dependencies.ofApi()).isEmpty();
  }

  @Test
  void bundlesKnowEachOtherByTheApiOnly() {
    assertThat(dependencies.betweenBundles()).isEmpty();
  }

  @Test
  void librariesStayAtHome() {
    assertThat(dependencies.onLibraries()).isEmpty();
  }

  @Test
  void nothingIsSerializedByJava() {
    assertThat(dependencies.onSerialization()).isEmpty();
  }
}
