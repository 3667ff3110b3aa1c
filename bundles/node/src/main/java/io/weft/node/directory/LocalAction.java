package io.weft.node.directory;

/**
 * An action of this process, as the request path finds it.
 *
 * @param service whose handler runs it
 * @param action its name
 */
public record LocalAction(LocalService service, String action) {}
