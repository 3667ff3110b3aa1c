package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdmaAddressTest {

  @ParameterizedTest
  @CsvSource({
    "rdma://10.0.0.7:7002,10.0.0.7,7002",
    "rdma://ada.local:1,ada.local,1",
    "rdma://[fe80::1%25ib0]:65535,fe80::1%ib0,65535"
  })
  void isRead(URI address, String host, int port) {
    assertThat(RdmaAddress.of(address)).isEqualTo(new RdmaAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://10.0.0.7:7002",
        "rdma://10.0.0.7",
        "rdma://10.0.0.7:65536",
        "rdma://me@10.0.0.7:1",
        "rdma://10.0.0.7:1/path",
        "rdma:10.0.0.7:1"
      })
  void otherFormsAreRefusedAndTheRightOneIsShown(URI address) {
    assertThatThrownBy(() -> RdmaAddress.of(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address.toString())
        .hasMessageContaining("rdma://host:port is expected");
  }
}
