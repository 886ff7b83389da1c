package io.latentlake.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A oneDNN primitive with its arguments. Where an array lies otherwise than the primitive wants it,
 * it is reordered on the way in or out.
 */
final class Primitive implements AutoCloseable {
  private final Deque<Pointer> owned = new ArrayDeque<>();
  private final List<Argument> arguments = new ArrayList<>();
  private final IntMemoryMap map = own(new IntMemoryMap());
  private final stream stream = own(new stream(OneDnn.engine()));
  private final primitive primitive;

  private enum Way {
    IN,
    CONSTANT,
    OUT
  }

  private record Argument(Way way, memory array, primitive reorder, IntMemoryMap reorderMap) {}

  private boolean constantsKnown;

  Primitive(primitive_desc description) {
    primitive = own(new primitive(description));
    memory.desc scratchpad = description.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      bind(dnnl.DNNL_ARG_SCRATCHPAD, allocate(scratchpad));
    }
  }

  /** Attributes that every primitive here is made with, for the caller to add to. */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    // the library's own scratchpad belongs to the thread that made the primitive
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }

  /** Whether the primitive is one of oneDNN's reference loops, a hundred times too slow. */
  static boolean reference(primitive_desc description) {
    return description.impl_info_str().getString().startsWith("ref");
  }

  /** An array that is read. */
  Primitive in(int argument, memory.desc layout, memory.desc wanted) {
    return argument(Way.IN, argument, layout, wanted);
  }

  /** The weights; where they are fixed, those of the first call serve for good. */
  Primitive weights(Kernels.Weights use, memory.desc layout, memory.desc wanted) {
    Way way = use == Kernels.Weights.FIXED ? Way.CONSTANT : Way.IN;
    return argument(way, dnnl.DNNL_ARG_WEIGHTS, layout, wanted);
  }

  /** An array that is written. */
  Primitive out(int argument, memory.desc layout, memory.desc wanted) {
    return argument(Way.OUT, argument, layout, wanted);
  }

  /** Memory that is no array of the caller's. */
  Primitive bind(int argument, memory memory) {
    map.put(argument, memory);
    return this;
  }

  /** Memory of its own. */
  memory allocate(memory.desc layout) {
    return own(new memory(layout, OneDnn.engine()));
  }

  private Primitive argument(Way way, int argument, memory.desc layout, memory.desc wanted) {
    memory array = own(new memory(layout, OneDnn.engine(), new Pointer()));
    if (layout.equals(wanted)) {
      arguments.add(new Argument(way, array, null, null));
      return bind(argument, array);
    }
    memory reordered = allocate(wanted);
    boolean out = way == Way.OUT;
    reorder.primitive_desc description =
        out
            ? new reorder.primitive_desc(OneDnn.engine(), wanted, OneDnn.engine(), layout)
            : new reorder.primitive_desc(OneDnn.engine(), layout, OneDnn.engine(), wanted);
    IntMemoryMap reorderMap = own(new IntMemoryMap());
    reorderMap.put(dnnl.DNNL_ARG_FROM, out ? reordered : array);
    reorderMap.put(dnnl.DNNL_ARG_TO, out ? array : reordered);
    arguments.add(new Argument(way, array, own(new reorder(description)), reorderMap));
    return bind(argument, reordered);
  }

  /**
   * Runs it.
   *
   * @param arrays in the order in which the arguments were named
   */
  void run(INDArray... arrays) {
    for (int i = 0; i < arrays.length; i++) {
      Argument argument = arguments.get(i);
      if (argument.way == Way.CONSTANT && argument.reorder != null && constantsKnown) {
        continue;
      }
      argument.array.set_data_handle(new FloatPointer(arrays[i].data().addressPointer()));
      if (argument.reorder != null && argument.way != Way.OUT) {
        argument.reorder.execute(stream, argument.reorderMap);
      }
    }
    constantsKnown = true;
    primitive.execute(stream, map);
    for (Argument argument : arguments) {
      if (argument.reorder != null && argument.way == Way.OUT) {
        argument.reorder.execute(stream, argument.reorderMap);
      }
    }
  }

  private <P extends Pointer> P own(P pointer) {
    owned.push(pointer);
    return pointer;
  }

  @Override
  public void close() {
    owned.forEach(Pointer::close);
    owned.clear();
  }
}
