/** Attribution maps: targets, methods and baselines. Arrays in, arrays out. */
package io.latentlake.explain;
