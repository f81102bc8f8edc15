/** 图像无法显示或与原图有别时的说明。 */
export const shown = {
  notHere: {
    connection: "连接中断，此图像未能传到。",
    "signed-out": "您已退出登录。请重新登录，然后重试。",
    refused: "您已无权查看此图像。",
    missing: "此图像已不存在。",
    server: "服务器暂时无法提供此图像。",
    unreadable: "此浏览器无法以完整灰阶绘制此图像。",
  },
  lacking: "此图像上应有的彩色或图形内容未能显示。",
  which: (page: number, of: number) => `第 ${page} 幅，共 ${of} 幅`,
  instead: "此处为服务器生成的图片，不可用于测量。",
  gaps: (failed: number, of: number) => `共 ${of} 层，缺少 ${failed} 层，平面有空隙。`,
  uneven: (least: string, most: string) => `层间距不均匀（${least} 至 ${most} 毫米）：平面经重采样`,
  gap: (mm: string) => `有 ${mm} 毫米的空隙：该处不显示内容`,
  tilted: (degrees: string) => `各层倾斜堆叠 ${degrees}°：平面经重采样`,
  over: (exams: string) => `您已无权查看此检查：${exams}。屏幕上的内容不再更新，之后的修改也不会保存。`,
  signedOut: "您已退出登录。屏幕上的内容不再更新，之后的修改也不会保存。",
  overlays: "图像上的叠加内容",
  overlaysHidden: "叠加层和标注已隐藏",
  again: "重试",
};
