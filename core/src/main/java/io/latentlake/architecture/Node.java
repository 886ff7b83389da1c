package io.latentlake.architecture;

import java.io.Serializable;
import java.util.List;

/**
 * A node of a network.
 *
 * @param name unique in the network
 * @param operation what it computes
 * @param inputs names of the nodes it computes from, in the operation's order
 * @param shape of the result for one image
 * @param parameters how many values training finds
 */
public record Node(
    String name, Operation operation, List<String> inputs, Shape shape, long parameters)
    implements Serializable {}
