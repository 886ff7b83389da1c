package io.latentlake.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Everything a training needs to go on as if it had not been interrupted.
 *
 * <p>As a file: a magic number, a JSON header with its length, little-endian float32 arrays whose
 * lengths the header states, and the CRC-32 of it all.
 *
 * @param header all but the large arrays
 * @param parameters all parameters of the network
 * @param optimizerState the optimiser's moments, empty if it has none
 * @param bestParameters parameters with the lowest validation loss so far, empty if not kept
 */
record Checkpoint(
    Header header, float[] parameters, float[] optimizerState, float[] bestParameters) {
  private static final long MAGIC = 0x4c4c434b50543031L; // LLCKPT01
  private static final int MAX_HEADER = 64 << 20;

  /** A key of earlier releases that could have no other value. */
  private static final String ALWAYS_TRUE = "train.average-optimizer-state";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Where the training stands.
   *
   * @param identity what must not change: options, data, seed; by name
   * @param round averaging rounds done in all
   * @param epoch epochs done
   * @param roundInEpoch averaging rounds done in the epoch under way
   * @param epochLosses loss terms of the epoch under way
   * @param epochDrift how far workers were apart in it; absent in earlier releases
   * @param epochSeconds wall-clock time spent in it
   * @param firstLoss loss of the first round, NaN before
   * @param bestEpoch epoch with the lowest validation loss, 0 if none
   * @param bestValue that loss
   * @param bestOfSamples whether a VAE's is that of samples; false in earlier releases, where it
   *     was that of posterior means
   * @param history rows of the epochs done
   * @param parameters length of the array
   * @param optimizerState length of the array
   * @param bestParameters length of the array
   */
  record Header(
      @JsonProperty("identity") Map<String, String> identity,
      @JsonProperty("round") int round,
      @JsonProperty("epoch") int epoch,
      @JsonProperty("round_in_epoch") int roundInEpoch,
      @JsonProperty("epoch_losses") LossSums epochLosses,
      @JsonProperty("epoch_drift") WorkerDrift epochDrift,
      @JsonProperty("epoch_seconds") double epochSeconds,
      @JsonProperty("first_loss") double firstLoss,
      @JsonProperty("best_epoch") int bestEpoch,
      @JsonProperty("best_value") double bestValue,
      @JsonProperty("best_of_samples") boolean bestOfSamples,
      @JsonProperty("history") List<HistoryRow> history,
      @JsonProperty("parameters") int parameters,
      @JsonProperty("optimizer_state") int optimizerState,
      @JsonProperty("best_parameters") int bestParameters) {

    /** Copies the collections. */
    Header {
      epochDrift = epochDrift == null ? WorkerDrift.NONE : epochDrift;
      identity = Map.copyOf(identity);
      history = List.copyOf(history);
    }

    /**
     * Refuses to go on under other circumstances.
     *
     * @param now what must be equal, by name
     * @param defaults what a checkpoint without a name was trained with, by name
     * @param folder where the checkpoint lies
     * @throws IllegalArgumentException naming every difference
     */
    void requireIdentity(Map<String, String> now, Map<String, String> defaults, String folder) {
      Set<String> names = new TreeSet<>(now.keySet());
      names.addAll(identity.keySet());
      names.remove(ALWAYS_TRUE);
      List<String> differences = new ArrayList<>();
      for (String name : names) {
        String then = identity.getOrDefault(name, defaults.getOrDefault(name, "absent"));
        String here = now.getOrDefault(name, "absent");
        if (!then.equals(here)) {
          differences.add(name + " was " + then + " and is " + here);
        }
      }
      if (!differences.isEmpty()) {
        throw new IllegalArgumentException(
            "the checkpoint in "
                + folder
                + " is of another training: "
                + String.join("; ", differences)
                + "; restore these, or set train.resume to false to start afresh");
      }
    }
  }

  /**
   * Writes the file.
   *
   * @param out receives it and stays open
   */
  void write(OutputStream out) throws IOException {
    CRC32 crc = new CRC32();
    DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, crc));
    byte[] json = JSON.writeValueAsBytes(header);
    data.writeLong(MAGIC);
    data.writeInt(json.length);
    data.write(json);
    for (float[] array : List.of(parameters, optimizerState, bestParameters)) {
      Floats.writeValues(array, data);
    }
    data.writeLong(crc.getValue());
    data.flush();
  }

  /**
   * Reads a file, never taking more memory than it is long.
   *
   * @param in the file
   * @param length how long it is
   * @return the checkpoint; empty if it is cut short or damaged
   */
  static Optional<Checkpoint> read(InputStream in, long length) throws IOException {
    CRC32 crc = new CRC32();
    DataInputStream data = new DataInputStream(new CheckedInputStream(in, crc));
    if (length < 20 || data.readLong() != MAGIC) {
      return Optional.empty();
    }
    int headerLength = data.readInt();
    if (headerLength < 0 || headerLength > Math.min(MAX_HEADER, length)) {
      return Optional.empty();
    }
    Header header;
    try {
      header = JSON.readValue(data.readNBytes(headerLength), Header.class);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    long floats =
        (long) header.parameters() + header.optimizerState() + (long) header.bestParameters();
    if (length != 20L + headerLength + floats * Float.BYTES) {
      return Optional.empty();
    }
    Checkpoint checkpoint =
        new Checkpoint(
            header,
            Floats.readValues(header.parameters(), data),
            Floats.readValues(header.optimizerState(), data),
            Floats.readValues(header.bestParameters(), data));
    long expected = crc.getValue();
    return data.readLong() == expected ? Optional.of(checkpoint) : Optional.empty();
  }
}
