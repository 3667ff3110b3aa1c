package io.weft.transfer;

import io.weft.node.NodeId;

/**
 * What a node would like to send. All but {@code from} and {@code freeBytes} is what it says.
 *
 * @param id of the transfer
 * @param from who offers, proven
 * @param name of the file, or of the first and how many more
 * @param files how many
 * @param bytes of all together
 * @param freeBytes in the receive folder; -1 if that is not known
 */
public record Offer(String id, NodeId from, String name, long files, long bytes, long freeBytes) {}
