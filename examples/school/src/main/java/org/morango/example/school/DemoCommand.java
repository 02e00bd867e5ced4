package org.morango.example.school;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows three peers syncing, on embedded databases. */
@Command(name = "demo", description = "Three peers sync over HTTP on embedded databases; shows what happens.")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        try (Demo demo = new Demo()) {
            var result = demo.run();
            School.print(result);
            return Boolean.TRUE.equals(result.get("converged")) ? 0 : 1;
        }
    }
}
