/** The command line: inspects a Morango database without the application's classes. */
@NullMarked
package org.morango.cli;

import org.jspecify.annotations.NullMarked;
