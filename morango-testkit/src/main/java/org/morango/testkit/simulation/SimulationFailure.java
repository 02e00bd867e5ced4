package org.morango.testkit.simulation;

/** Thrown if an invariant does not hold in a simulation. Has the fewest steps that still show it. */
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

    /** Returns the scenario that reproduces the failure. */
    public Scenario scenario() {
        return scenario;
    }
}
