package org.morango.testkit.simulation;

/** A simulation in which something did not hold, with the fewest steps that still show it. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient Scenario scenario;

    SimulationFailure(Scenario scenario, Throwable cause) {
        super(text(scenario, cause), cause);
        this.scenario = scenario;
    }

    private static String text(Scenario scenario, Throwable cause) {
        StringBuilder text = new StringBuilder("Seed " + scenario.seed() + ": " + cause.getMessage()
                + "\nIt takes these steps of " + scenario.topology() + ":");
        scenario.steps().forEach(step -> text.append("\n  ").append(step));
        return text.toString();
    }

    /** What to run again to see it. */
    public Scenario scenario() {
        return scenario;
    }
}
