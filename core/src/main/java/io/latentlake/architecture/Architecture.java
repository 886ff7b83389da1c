package io.latentlake.architecture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network as data: nodes in an order in which each comes after its inputs, and places, the nodes
 * that a reader finds by what they mean.
 */
public final class Architecture implements Serializable {
  /** Place: the images, values in [0, 1], less the mean training image if options centre them. */
  public static final String IMAGE = "image";

  /** Place: standard normal draws that a sample, or the neighbours of images, are made of. */
  public static final String NOISE = "noise";

  /**
   * Place: what is known of an image beside its pixels, a row of values; only of networks that are
   * conditioned on it.
   */
  public static final String CONDITION = "condition";

  /** Place: the posterior mean, or the code of any other autoencoder: the embedding. */
  public static final String MEAN = "mean";

  /** Place: the natural logarithm of the posterior variance. */
  public static final String LOG_VARIANCE = "log-variance";

  /** Place: what the encoder gives before a codebook; only of networks with a codebook. */
  public static final String ENCODED = "encoded";

  /** Place: a latent that is a map, before it is flattened; only of networks that have one. */
  public static final String MAP = "map";

  /**
   * Place: the code of each image's neighbour; only of networks that see {@linkplain
   * Operation.Neighbours neighbours} in training.
   */
  public static final String NEARBY = "nearby";

  /** Place: what the decoder starts from; the code itself in a plain autoencoder. */
  public static final String LATENT = "latent";

  /**
   * Place: the decoder's output, of the images' shape, before any last activation; of centred
   * images under squared error, without the mean training image.
   */
  public static final String DECODED = "decoded";

  /**
   * Place: the logit of each pixel's being part of a defect, [1, height, width]; only of networks
   * that learn to find defects.
   */
  public static final String DEFECT = "defect";

  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, Node> nodes;
  private final LinkedHashMap<String, String> places;

  private Architecture(Builder builder) {
    this.nodes = new LinkedHashMap<>(builder.nodes);
    this.places = new LinkedHashMap<>(builder.places);
  }

  /**
   * Starts a network with its first input.
   *
   * @param shape of the images
   * @return a builder whose last node is the place {@link #IMAGE}
   */
  public static Builder of(Shape shape) {
    return new Builder().input(IMAGE, shape);
  }

  /**
   * All nodes.
   *
   * @return each after its inputs
   */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /**
   * Whether the network has a place.
   *
   * @param place such as {@link #LOG_VARIANCE}
   * @return true if a node has that meaning
   */
  public boolean has(String place) {
    return places.containsKey(place);
  }

  /**
   * The node at a place.
   *
   * @param place such as {@link #LATENT}
   * @return the node
   * @throws IllegalArgumentException if the network has no such place
   */
  public Node at(String place) {
    String name = places.get(place);
    if (name == null) {
      throw new IllegalArgumentException(
          "the network has no place '" + place + "'; it has " + places.keySet());
    }
    return node(name);
  }

  /**
   * A node.
   *
   * @param name its name
   * @return the node
   * @throws IllegalArgumentException if there is none
   */
  public Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "the network has no node '" + name + "'; it has " + nodes.keySet());
    }
    return node;
  }

  /**
   * The node after a node, where a reader may take both as one: nothing else computes from the
   * first, and it is at no place.
   *
   * @param node a node of this network
   * @return the only node that computes from it; empty if there are several or none
   */
  public Optional<Node> onlyNodeAfter(Node node) {
    List<Node> after =
        nodes.values().stream().filter(next -> next.inputs().contains(node.name())).toList();
    return after.size() == 1 && !places.containsValue(node.name())
        ? Optional.of(after.get(0))
        : Optional.empty();
  }

  /**
   * Whether the decoder needs the latent alone, or with it the condition. With skip connections it
   * needs the image as well.
   *
   * @return true if a latent that no image belongs to can be decoded
   */
  public boolean decodesLatents() {
    String latent = at(LATENT).name();
    Set<String> fromInputs = new HashSet<>();
    for (Node node : nodes.values()) {
      boolean input = node.operation() instanceof Operation.Input && !node.name().equals(CONDITION);
      boolean follows = node.inputs().stream().anyMatch(fromInputs::contains);
      if (!node.name().equals(latent) && (input || follows)) {
        fromInputs.add(node.name());
      }
    }
    return !fromInputs.contains(at(DECODED).name());
  }

  /**
   * Shape of the latent, whose units are always given as a row, channel-major.
   *
   * @return a row, or the shape of its {@link #MAP}
   */
  public Shape latentShape() {
    return at(has(MAP) ? MAP : LATENT).shape();
  }

  /**
   * How many latents training draws for each image.
   *
   * @return 1 if the latent is no sample
   */
  public int draws() {
    return at(LATENT).operation() instanceof Operation.Sample sample ? sample.draws() : 1;
  }

  /**
   * How many rows of values training has at a node for each image.
   *
   * @param node a node of this network
   * @return {@link #draws} for the latent and all that is computed from it, 2 for what is computed
   *     from images and {@link Operation.Neighbours}, else 1
   */
  public int rows(Node node) {
    boolean drawn = decoder().contains(node.name()) || node.name().equals(at(LATENT).name());
    return (drawn ? draws() : 1) * (withNeighbours().contains(node.name()) ? 2 : 1);
  }

  /** What is computed from images and neighbours, until only one half is taken. */
  private Set<String> withNeighbours() {
    Set<String> both = new HashSet<>();
    for (Node node : nodes.values()) {
      boolean follows = node.inputs().stream().anyMatch(both::contains);
      if (node.operation() instanceof Operation.Neighbours
          || (follows && !(node.operation() instanceof Operation.Half))) {
        both.add(node.name());
      }
    }
    return both;
  }

  private void requireEqualRows(Node join) {
    List<Integer> rows = join.inputs().stream().map(input -> rows(node(input))).toList();
    if (rows.stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "node '"
              + join.name()
              + "' joins "
              + join.inputs()
              + ", which have "
              + rows
              + " rows for an image; they must have as many");
    }
  }

  /**
   * The nodes that compute from the latent.
   *
   * @return their names
   */
  public Set<String> decoder() {
    String latent = at(LATENT).name();
    Set<String> decoder = new HashSet<>();
    for (Node node : nodes.values()) {
      if (node.inputs().contains(latent) || node.inputs().stream().anyMatch(decoder::contains)) {
        decoder.add(node.name());
      }
    }
    return decoder;
  }

  /**
   * The encoder's last stage that still has places: what its last convolution of more than one
   * pixel gives, after all that follows it there. Where the latent is a map, that map.
   *
   * @return its last node; empty if no stage of the encoder has places
   */
  public Optional<Node> spatialStage() {
    Set<String> encoder = before(at(MEAN));
    Set<String> convolved = new HashSet<>();
    Node last = null;
    for (Node node : nodes.values()) {
      boolean follows = node.inputs().stream().anyMatch(convolved::contains);
      if (encoder.contains(node.name())
          && (follows || node.operation() instanceof Operation.Convolution)) {
        convolved.add(node.name());
        last = node.shape().height() * node.shape().width() > 1 ? node : last;
      }
    }
    return Optional.ofNullable(last);
  }

  /**
   * What is put around the images before anything else.
   *
   * @return how many zeros; none on any side of most networks
   */
  public Padding padding() {
    return nodes.values().stream()
        .filter(node -> node.operation() instanceof Operation.Pad)
        .filter(node -> node(node.inputs().get(0)).shape().equals(at(IMAGE).shape()))
        .map(node -> ((Operation.Pad) node.operation()).padding())
        .findFirst()
        .orElse(new Padding(0, 0, 0, 0));
  }

  /** A node and all that it is computed from. */
  private Set<String> before(Node node) {
    Set<String> before = new HashSet<>(Set.of(node.name()));
    List<Node> backwards = new ArrayList<>(nodes.values());
    Collections.reverse(backwards);
    for (Node earlier : backwards) {
      if (before.contains(earlier.name())) {
        before.addAll(earlier.inputs());
      }
    }
    return before;
  }

  /**
   * How many values training finds, running statistics among them.
   *
   * @return the sum over all nodes
   */
  public long parameters() {
    return nodes.values().stream().mapToLong(Node::parameters).sum();
  }

  /** Adds nodes one after the other. */
  public static final class Builder {
    private static final Set<String> INPUTS = Set.of(IMAGE, NOISE, CONDITION);

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private String last;

    private Builder() {}

    /**
     * Adds an input of the network, which is a place of the same name.
     *
     * @param place {@link #IMAGE}, {@link #NOISE} or {@link #CONDITION}
     * @param shape of one image's values
     * @return this
     * @throws IllegalArgumentException if it is another place
     */
    public Builder input(String place, Shape shape) {
      if (!INPUTS.contains(place)) {
        throw new IllegalArgumentException(
            "'" + place + "' is no input that a network may have; allowed are " + INPUTS);
      }
      String before = last;
      add(place, new Operation.Input(shape), new String[0]);
      place(place);
      last = before == null ? place : before;
      return this;
    }

    /**
     * Adds a node that computes from the last one.
     *
     * @param name unique in the network
     * @param operation what it computes
     * @return this
     * @throws IllegalArgumentException if the name is taken or the operation does not fit
     */
    public Builder add(String name, Operation operation) {
      return add(name, operation, last);
    }

    /**
     * Adds a node.
     *
     * @param name unique in the network
     * @param operation what it computes
     * @param inputs names of the nodes it computes from
     * @return this; the node is the last one now
     * @throws IllegalArgumentException if the name is taken, an input is missing or the operation
     *     does not fit
     */
    public Builder add(String name, Operation operation, String... inputs) {
      if (nodes.containsKey(name)) {
        throw new IllegalArgumentException("the network has a node '" + name + "' already");
      }
      List<Shape> shapes = new ArrayList<>();
      for (String input : inputs) {
        shapes.add(node(input).shape());
      }
      try {
        nodes.put(
            name,
            new Node(
                name,
                operation,
                List.of(inputs),
                operation.output(shapes),
                operation.parameters(shapes)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + name + "': " + e.getMessage(), e);
      }
      last = name;
      return this;
    }

    /**
     * Gives the last node a meaning.
     *
     * @param place such as {@link #LATENT}
     * @return this
     */
    public Builder place(String place) {
      places.put(place, last);
      return this;
    }

    /**
     * Name of the last node.
     *
     * @return the name
     */
    public String last() {
      return last;
    }

    /**
     * Shape of what the last node gives.
     *
     * @return the shape for one image
     */
    public Shape shape() {
      return node(last).shape();
    }

    /**
     * Shape of what a node gives.
     *
     * @param name of the node
     * @return the shape for one image
     * @throws IllegalArgumentException if there is no such node
     */
    public Shape shape(String name) {
      return node(name).shape();
    }

    /**
     * The network.
     *
     * @return it
     * @throws IllegalArgumentException if it lacks a latent or an output, or an output has another
     *     shape than the images, or what is joined has not as many rows for an image
     */
    public Architecture build() {
      Architecture network = new Architecture(this);
      network.at(MEAN);
      network.at(LATENT);
      Shape image = network.at(IMAGE).shape();
      Shape decoded = network.at(DECODED).shape();
      if (!decoded.equals(image)) {
        throw new IllegalArgumentException(
            "the network takes images of " + image + ", but gives " + decoded);
      }
      Shape map = new Shape(1, image.height(), image.width());
      if (network.has(DEFECT) && !network.at(DEFECT).shape().equals(map)) {
        throw new IllegalArgumentException(
            "the network's map of defects is "
                + network.at(DEFECT).shape()
                + ", but should be "
                + map);
      }
      network.nodes().stream()
          .filter(node -> node.operation() instanceof Operation.Join)
          .forEach(network::requireEqualRows);
      return network;
    }

    private Node node(String name) {
      Node node = nodes.get(name);
      if (node == null) {
        throw new IllegalArgumentException(
            "the network has no node '" + name + "'; it has " + nodes.keySet());
      }
      return node;
    }
  }
}
