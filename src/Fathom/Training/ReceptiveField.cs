namespace Fathom;

/// <summary>How much of the input a number sees after the layers passed so far, grown layer by layer.</summary>
internal sealed class ReceptiveField
{
    private Size2 _size = 1;
    private Size2 _jump = 1;
    private bool _windowed, _over;

    /// <summary>Height and width; none before the first window, and none behind a layer that sees all or that makes pictures larger.</summary>
    public Size2? Size => _windowed && !_over ? _size : null;

    /// <summary>Goes through a layer. One that changes the shape without a window is taken to mix all places.</summary>
    public void Pass(Layer layer, bool keepsShape)
    {
        switch (layer)
        {
            case IWindowed window:
                _windowed = true;
                _size = (_size.Height + Growth(window.Kernel.Height, window.Dilation.Height, _jump.Height), _size.Width + Growth(window.Kernel.Width, window.Dilation.Width, _jump.Width));
                _jump = (_jump.Height * window.Stride.Height, _jump.Width * window.Stride.Width);
                break;
            case Residual residual:
                Pass(residual.Body, keepsShape);
                break;
            case ConvTranspose1d or ConvTranspose2d:
                _over = true; // what a number sees then differs from place to place
                break;
            case IChain:
                foreach (Part part in layer.GetParts())
                    Pass((Layer)part.Module!, keepsShape);
                break;
            default:
                _over |= _windowed && !keepsShape;
                break;
        }
    }

    private static int Growth(int kernel, int dilation, int jump) => (kernel - 1) * dilation * jump;
}
