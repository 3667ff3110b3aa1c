package io.weft.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules of the house, on this repository. */
class HouseTest {
  private static final House HOUSE = House.here();

  @Test
  void bundlesAreThere() {
    assertThat(HOUSE.bundles())
        .extracting(bundle -> bundle.getFileName().toString())
        .contains("api", "node", "testkit");
  }

  @Test
  void nothingIsCalledByAWordThatSaysNothing() {
    assertThat(Tidiness.names(HOUSE)).isEmpty();
  }

  @Test
  void packagesAreAtMostFourDeep() {
    assertThat(Tidiness.depth(HOUSE)).isEmpty();
  }

  @Test
  void filesAreShort() {
    assertThat(Tidiness.sizes(HOUSE)).isEmpty();
  }

  @Test
  void testsDoNotSleep() {
    assertThat(Tidiness.sleeps(HOUSE)).isEmpty();
  }

  @Test
  void bundlesDoNotPrint() {
    assertThat(Tidiness.prints(HOUSE)).isEmpty();
  }

  @Test
  void publicTypesOfTheApiHaveComments() {
    assertThat(ApiRules.comments(HOUSE)).isEmpty();
  }

  @Test
  void packagesOfTheApiHaveVersions() {
    assertThat(ApiRules.versions(HOUSE)).isEmpty();
  }

  @Test
  void interfacesOfTheApiSayWhoImplementsThem() {
    assertThat(ApiRules.roles(HOUSE)).isEmpty();
  }

  @Test
  void apiIsSmall() {
    assertThat(ApiRules.size(HOUSE)).isEmpty();
  }

  @Test
  void everyPluginHasItsContractTest() {
    assertThat(ContractRule.violations(HOUSE)).isEmpty();
  }

  @Test
  void settingsAreDescribed() {
    assertThat(SettingsRule.violations(HOUSE)).isEmpty();
  }
}
