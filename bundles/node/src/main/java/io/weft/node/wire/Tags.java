package io.weft.node.wire;

import io.weft.v1.Credit;
import io.weft.v1.Event;
import io.weft.v1.NodeMessage;
import io.weft.v1.Opening;
import io.weft.v1.Packed;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import io.weft.v1.Response;
import io.weft.v1.Stream;

/** Field numbers with their wire types, as they stand before each field (node.proto). */
final class Tags {

  static final int MESSAGE_ID = NodeMessage.MESSAGE_ID_FIELD_NUMBER << 3;
  static final int SOURCE = NodeMessage.SOURCE_FIELD_NUMBER << 3 | 2;
  static final int TARGET = NodeMessage.TARGET_FIELD_NUMBER << 3 | 2;
  static final int HOPS = NodeMessage.HOPS_FIELD_NUMBER << 3;
  static final int REQUEST = NodeMessage.REQUEST_FIELD_NUMBER << 3 | 2;
  static final int RESPONSE = NodeMessage.RESPONSE_FIELD_NUMBER << 3 | 2;
  static final int EVENT = NodeMessage.EVENT_FIELD_NUMBER << 3 | 2;
  static final int HELLO = NodeMessage.HELLO_FIELD_NUMBER << 3 | 2;
  static final int ADVERTISEMENT = NodeMessage.ADVERTISEMENT_FIELD_NUMBER << 3 | 2;
  static final int HEARTBEAT = NodeMessage.HEARTBEAT_FIELD_NUMBER << 3 | 2;
  static final int GOAWAY = NodeMessage.GOAWAY_FIELD_NUMBER << 3 | 2;
  static final int DISCOVERY = NodeMessage.DISCOVERY_FIELD_NUMBER << 3 | 2;
  static final int ERROR = NodeMessage.ERROR_FIELD_NUMBER << 3 | 2;
  static final int ACKNOWLEDGEMENT = NodeMessage.ACKNOWLEDGEMENT_FIELD_NUMBER << 3 | 2;
  static final int DISTANCES = NodeMessage.DISTANCES_FIELD_NUMBER << 3 | 2;
  static final int WISH = NodeMessage.WISH_FIELD_NUMBER << 3 | 2;
  static final int CANCEL = NodeMessage.CANCEL_FIELD_NUMBER << 3 | 2;

  static final int PACKED = NodeMessage.PACKED_FIELD_NUMBER << 3 | 2;
  static final int UNPACKS = NodeMessage.UNPACKS_FIELD_NUMBER << 3 | 2;

  static final int CREDIT = NodeMessage.CREDIT_FIELD_NUMBER << 3 | 2;
  static final int STREAM = NodeMessage.STREAM_FIELD_NUMBER << 3 | 2;

  static final int SERVICE_PATH = Request.SERVICE_PATH_FIELD_NUMBER << 3 | 2;
  static final int ACTION = Request.ACTION_FIELD_NUMBER << 3 | 2;
  static final int OPTIONS = Request.OPTIONS_FIELD_NUMBER << 3 | 2;
  static final int REQUEST_CONTENT_TYPE = Request.CONTENT_TYPE_FIELD_NUMBER << 3 | 2;
  static final int PARAMS = Request.PARAMS_FIELD_NUMBER << 3 | 2;
  static final int DEADLINE = RequestOptions.DEADLINE_MS_FIELD_NUMBER << 3;
  static final int PRIORITY = RequestOptions.PRIORITY_FIELD_NUMBER << 3;
  static final int HEADERS = RequestOptions.HEADERS_FIELD_NUMBER << 3 | 2;
  static final int VERSIONS = RequestOptions.VERSIONS_FIELD_NUMBER << 3 | 2;

  static final int CONVERSATION = RequestOptions.CONVERSATION_FIELD_NUMBER << 3 | 2;
  static final int OPENING_ITEMS = Opening.ITEMS_FIELD_NUMBER << 3;
  static final int OPENING_BYTES = Opening.BYTES_FIELD_NUMBER << 3;
  static final int OPENING_DEADLINE = Opening.DEADLINE_MS_FIELD_NUMBER << 3;

  static final int SUCCESS = Response.SUCCESS_FIELD_NUMBER << 3;
  static final int ERROR_CODE = Response.ERROR_CODE_FIELD_NUMBER << 3 | 2;
  static final int ERROR_MESSAGE = Response.ERROR_MESSAGE_FIELD_NUMBER << 3 | 2;
  static final int FAILURE = Response.FAILURE_FIELD_NUMBER << 3;
  static final int RESPONSE_CONTENT_TYPE = Response.CONTENT_TYPE_FIELD_NUMBER << 3 | 2;
  static final int RESPONSE_DATA = Response.DATA_FIELD_NUMBER << 3 | 2;
  static final int ERROR_DETAILS = Response.ERROR_DETAILS_FIELD_NUMBER << 3 | 2;

  static final int TOPIC = Event.TOPIC_FIELD_NUMBER << 3 | 2;
  static final int PUBLISHER = Event.PUBLISHER_FIELD_NUMBER << 3 | 2;
  static final int SEQUENCE = Event.SEQUENCE_FIELD_NUMBER << 3;
  static final int EVENT_CONTENT_TYPE = Event.CONTENT_TYPE_FIELD_NUMBER << 3 | 2;
  static final int EVENT_EPOCH = Event.EPOCH_FIELD_NUMBER << 3 | 1;
  static final int DELIVERY = Event.DELIVERY_FIELD_NUMBER << 3;
  static final int TARGETS = Event.TARGETS_FIELD_NUMBER << 3 | 2;
  static final int GROUP = Event.GROUPS_FIELD_NUMBER << 3 | 2;
  static final int REASON = Event.REASON_FIELD_NUMBER << 3 | 2;
  static final int EVENT_DATA = Event.DATA_FIELD_NUMBER << 3 | 2;

  static final int STREAM_KIND = Stream.KIND_FIELD_NUMBER << 3;
  static final int STREAM_OPENER = Stream.OPENER_FIELD_NUMBER << 3;
  static final int STREAM_SEQUENCE = Stream.SEQUENCE_FIELD_NUMBER << 3;
  static final int STREAM_DEAF = Stream.DEAF_FIELD_NUMBER << 3;
  static final int STREAM_FAILURE = Stream.FAILURE_FIELD_NUMBER << 3;
  static final int STREAM_ERROR_CODE = Stream.ERROR_CODE_FIELD_NUMBER << 3 | 2;
  static final int STREAM_ERROR_MESSAGE = Stream.ERROR_MESSAGE_FIELD_NUMBER << 3 | 2;
  static final int STREAM_CONTENT_TYPE = Stream.CONTENT_TYPE_FIELD_NUMBER << 3 | 2;
  static final int STREAM_DATA = Stream.DATA_FIELD_NUMBER << 3 | 2;

  static final int CREDIT_OPENER = Credit.OPENER_FIELD_NUMBER << 3;
  static final int CREDIT_ITEMS = Credit.ITEMS_FIELD_NUMBER << 3;
  static final int CREDIT_BYTES = Credit.BYTES_FIELD_NUMBER << 3;
  static final int CREDIT_RECEIVED = Credit.RECEIVED_FIELD_NUMBER << 3;
  static final int CREDIT_AGAIN = Credit.AGAIN_FIELD_NUMBER << 3;
  static final int CREDIT_ASK = Credit.ASK_FIELD_NUMBER << 3;
  static final int METHOD = Packed.METHOD_FIELD_NUMBER << 3 | 2;
  static final int UNPACKED_SIZE = Packed.SIZE_FIELD_NUMBER << 3;
  static final int PACKED_DATA = Packed.DATA_FIELD_NUMBER << 3 | 2;

  private Tags() {}
}
