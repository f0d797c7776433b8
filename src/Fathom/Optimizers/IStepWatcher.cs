namespace Fathom;

/// <summary>Hears of an optimizer's steps, and changes nothing.</summary>
internal interface IStepWatcher
{
    /// <summary>The step begins: gradients as the loop left them, also where they are missing and the step will be refused.</summary>
    void BeforeStep();

    /// <summary>Every parameter was changed.</summary>
    void AfterStep();
}
