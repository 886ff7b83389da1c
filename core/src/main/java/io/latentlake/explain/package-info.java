/** What an attribution method is asked and gives; arrays in, arrays out. */
package io.latentlake.explain;
